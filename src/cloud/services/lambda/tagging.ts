import type {
  ListTagsRequest,
  ListTagsResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from "@aws-sdk/client-lambda";
import { type LambdaState, requireFunction } from "./function.ts";

export function tagResource(state: LambdaState, input: TagResourceRequest): void {
  state.tags.add(requireFunction(state, input.Resource).arn, input.Tags ?? {});
}

export function untagResource(state: LambdaState, input: UntagResourceRequest): void {
  state.tags.remove(requireFunction(state, input.Resource).arn, input.TagKeys ?? []);
}

export function listTags(state: LambdaState, input: ListTagsRequest): ListTagsResponse {
  return { Tags: state.tags.of(requireFunction(state, input.Resource).arn) };
}
