import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from "@aws-sdk/client-cloudwatch-logs";
import { type LogsState, requireGroup } from "./store.ts";

const arnOf = (state: LogsState, resourceArn: string | undefined): string =>
  requireGroup(state, { logGroupIdentifier: resourceArn ?? "" }).arn;

export function tagResource(state: LogsState, input: TagResourceRequest): void {
  state.tags.add(arnOf(state, input.resourceArn), input.tags ?? {});
}

export function untagResource(state: LogsState, input: UntagResourceRequest): void {
  state.tags.remove(arnOf(state, input.resourceArn), input.tagKeys ?? []);
}

export function listTagsForResource(state: LogsState, input: ListTagsForResourceRequest): ListTagsForResourceResponse {
  return { tags: state.tags.of(arnOf(state, input.resourceArn)) };
}
