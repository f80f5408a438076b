import type {
  ListTagsForResourceInput,
  ListTagsForResourceOutput,
  TagResourceInput,
  UntagResourceInput,
} from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../core/error.ts";
import { fromTagList, toTagList } from "../shared/tags.ts";
import type { CloudWatchState } from "./alarm.ts";

/** The error's members say what is missing; its text is AWS's whole one. */
function requireArn(state: CloudWatchState, arn: string | undefined): string {
  const alarm = [...state.alarms.values()].find((one) => one.arn === arn);
  const missing = { ResourceType: "alarm", ResourceId: arn };
  if (!alarm) throw new AwsError("ResourceNotFoundException", "Unknown", 404, missing);
  return alarm.arn;
}

export function tagResource(state: CloudWatchState, input: TagResourceInput): void {
  state.tags.add(requireArn(state, input.ResourceARN), fromTagList(input.Tags));
}

export function untagResource(state: CloudWatchState, input: UntagResourceInput): void {
  state.tags.remove(requireArn(state, input.ResourceARN), input.TagKeys ?? []);
}

export function listTagsForResource(
  state: CloudWatchState,
  input: ListTagsForResourceInput,
): ListTagsForResourceOutput {
  return { Tags: toTagList(state.tags.of(requireArn(state, input.ResourceARN))) };
}
