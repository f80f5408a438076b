import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  ListTagsLogGroupRequest,
  ListTagsLogGroupResponse,
  TagLogGroupRequest,
  TagResourceRequest,
  UntagLogGroupRequest,
  UntagResourceRequest,
} from "@aws-sdk/client-cloudwatch-logs";
import { type LogsState, requireGroup } from "./store.ts";

const arnOf = (state: LogsState, resourceArn = ""): string =>
  requireGroup(state, { logGroupIdentifier: resourceArn.replace(/:\*$/, "") }).arn;

export function tagResource(state: LogsState, input: TagResourceRequest): void {
  state.tags.add(arnOf(state, input.resourceArn), input.tags ?? {});
}

export function untagResource(state: LogsState, input: UntagResourceRequest): void {
  state.tags.remove(arnOf(state, input.resourceArn), input.tagKeys ?? []);
}

export function listTagsForResource(state: LogsState, input: ListTagsForResourceRequest): ListTagsForResourceResponse {
  return { tags: state.tags.of(arnOf(state, input.resourceArn)) };
}

// The same by the group's name, as older clients do it.

export function tagLogGroup(state: LogsState, input: TagLogGroupRequest): void {
  state.tags.add(requireGroup(state, input).arn, input.tags ?? {});
}

export function untagLogGroup(state: LogsState, input: UntagLogGroupRequest): void {
  state.tags.remove(requireGroup(state, input).arn, input.tags ?? []);
}

export function listTagsLogGroup(state: LogsState, input: ListTagsLogGroupRequest): ListTagsLogGroupResponse {
  return { tags: state.tags.of(requireGroup(state, input).arn) };
}
