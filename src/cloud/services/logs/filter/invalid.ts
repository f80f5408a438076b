import { AwsError } from "../../../core/error.ts";

export const invalidFilter = (reason: string): AwsError =>
  new AwsError("InvalidParameterException", `Invalid filter pattern: ${reason}`);

/** `%...%` in a pattern is a regular expression. */
export function regularExpression(source: string): RegExp {
  try {
    return new RegExp(source);
  } catch {
    throw invalidFilter(`%${source}% is not a regular expression`);
  }
}
