import type { TagSpecification } from "@aws-sdk/client-ec2";
import { AwsError } from "../../core/error.ts";

/** The tags for a resource that is being made. `type` is what EC2 calls it: `elastic-ip`. */
export function specifiedTags(specifications: readonly TagSpecification[] | undefined, type: string) {
  const tags = new Map<string, string>();
  for (const { ResourceType, Tags } of specifications ?? []) {
    if (ResourceType !== type) {
      throw new AwsError(
        "InvalidParameterValue",
        `'${ResourceType}' is not a valid taggable resource type for this operation.`,
      );
    }
    if (!Tags?.length) throw new AwsError("InvalidParameterValue", "Tag specification must have at least one tag");
    for (const { Key, Value } of Tags) tags.set(requireKey(Key), Value ?? "");
  }
  return tags;
}

/** AWS's own rules: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
export function requireKey(key: string | undefined): string {
  if (!key) throw new AwsError("InvalidParameterValue", "Tag keys cannot be empty");
  if (key.length > 127)
    throw new AwsError("InvalidParameterValue", "Tag key exceeds the maximum length of 127 characters");
  if (/^aws:/i.test(key)) {
    throw new AwsError("InvalidParameterValue", "Tag keys starting with 'aws:' are reserved for internal use");
  }
  return key;
}
