import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from "@aws-sdk/client-eventbridge";
import { AwsError } from "../../core/error.ts";
import { constrain } from "../shared/constraint.ts";
import { fromTagList, toTagList } from "../shared/tags.ts";
import { busArn, type EventsState } from "./rule.ts";

const ARN = { required: true, minLength: 1, maxLength: 1600 };

function requireArn(state: EventsState, arn: string | undefined): string {
  const name = arn?.split(":rule/")[1];
  if (arn !== undefined && (arn === busArn(state.ctx) || state.rules.get(name ?? "")?.arn === arn)) return arn;
  throw new AwsError("ResourceNotFoundException", `Rule ${name ?? arn} does not exist on EventBus default.`);
}

export function tagResource(state: EventsState, input: TagResourceRequest): void {
  constrain(input, { ResourceARN: ARN, Tags: { required: true } });
  state.tags.add(requireArn(state, input.ResourceARN), fromTagList(input.Tags));
}

export function untagResource(state: EventsState, input: UntagResourceRequest): void {
  constrain(input, { ResourceARN: ARN, TagKeys: { required: true } });
  state.tags.remove(requireArn(state, input.ResourceARN), input.TagKeys ?? []);
}

export function listTagsForResource(
  state: EventsState,
  input: ListTagsForResourceRequest,
): ListTagsForResourceResponse {
  constrain(input, { ResourceARN: ARN });
  return { Tags: toTagList(state.tags.of(requireArn(state, input.ResourceARN))) };
}
