import { AwsError } from "../../../core/error.ts";

/** IAM's answer to a policy that is none. */
export const malformed = (text: string): AwsError => new AwsError("MalformedPolicyDocument", text);
