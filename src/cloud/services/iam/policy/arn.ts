import { fits, type Pattern, parsePattern } from "./pattern.ts";
import type { KeyValues } from "./types.ts";

/** `arn:partition:service:region:account:resource`; the resource may have colons of its own. */
const FIELDS = 6;

export type ArnPattern = readonly Pattern[];

function fieldsOf(arn: string): string[] {
  const fields = arn.split(":");
  return fields.length <= FIELDS ? fields : [...fields.slice(0, FIELDS - 1), fields.slice(FIELDS - 1).join(":")];
}

/**
 * An ARN with wildcards, each of which stays within its field. Fields that are missing at the end stand for any value.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function parseArnPattern(source: string, variables: boolean): ArnPattern {
  const fields = source === "*" ? [source] : fieldsOf(source);
  return [...fields, ...Array<string>(FIELDS - fields.length).fill("*")].map((field) => parsePattern(field, variables));
}

export function fitsArn(pattern: ArnPattern, arn: string, key: KeyValues): boolean {
  const fields = fieldsOf(arn);
  return fields.length === FIELDS && pattern.every((field, index) => fits(field, fields[index] as string, key));
}
