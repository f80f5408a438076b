import { AwsError } from "../../../core/error.ts";

/** EventBridge's answer to a pattern that it cannot compile; the reasons are those of its matcher, aws/event-ruler. */
export function invalidPattern(reason: string): AwsError {
  return new AwsError("InvalidEventPatternException", `Event pattern is not valid. Reason: ${reason}`);
}
