import type {
  CreateLogGroupRequest,
  DeleteLogGroupRequest,
  DeleteRetentionPolicyRequest,
  DescribeLogGroupsRequest,
  DescribeLogGroupsResponse,
  LogGroup as LogGroupOutput,
  PutRetentionPolicyRequest,
} from "@aws-sdk/client-cloudwatch-logs";
import { AwsError } from "../../core/error.ts";
import { page } from "../shared/page.ts";
import {
  addGroup,
  constrainLogs,
  GROUP_NAME,
  invalidParameter,
  invalidToken,
  type LogGroup,
  type LogsState,
  requireGroup,
  sizeOf,
} from "./store.ts";

/** What PutRetentionPolicy accepts, days. */
const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
].map(String);

export function createLogGroup(state: LogsState, input: CreateLogGroupRequest): void {
  constrainLogs(input, { logGroupName: { ...GROUP_NAME, required: true }, kmsKeyId: { maxLength: 256 } });
  const name = input.logGroupName ?? "";
  if (state.groups.has(name))
    throw new AwsError("ResourceAlreadyExistsException", "The specified log group already exists");
  const group = addGroup(state, name);
  group.kmsKeyId = input.kmsKeyId;
  state.tags.add(group.arn, input.tags ?? {});
}

export function deleteLogGroup(state: LogsState, input: DeleteLogGroupRequest): void {
  const group = requireGroup(state, input);
  state.groups.delete(group.name);
  state.tags.drop(group.arn);
}

export function putRetentionPolicy(state: LogsState, input: PutRetentionPolicyRequest): void {
  constrainLogs(input, { retentionInDays: { required: true, oneOf: RETENTIONS } });
  requireGroup(state, input).retentionInDays = input.retentionInDays;
}

export function deleteRetentionPolicy(state: LogsState, input: DeleteRetentionPolicyRequest): void {
  requireGroup(state, input).retentionInDays = undefined;
}

export function describeLogGroups(state: LogsState, input: DescribeLogGroupsRequest): DescribeLogGroupsResponse {
  constrainLogs(input, { logGroupNamePrefix: GROUP_NAME, limit: { min: 1, max: 50 } });
  const { logGroupNamePrefix: prefix, logGroupNamePattern: pattern } = input;
  if (prefix !== undefined && pattern !== undefined) {
    throw invalidParameter("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
  }
  const groups = [...state.groups.values()]
    .filter(
      (group) =>
        group.name.startsWith(prefix ?? "") && group.name.toLowerCase().includes((pattern ?? "").toLowerCase()),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { items, nextToken } = page(groups, input.nextToken, input.limit ?? 50, invalidToken);
  return { logGroups: items.map(shown), nextToken };
}

const shown = (group: LogGroup): LogGroupOutput => ({
  logGroupName: group.name,
  creationTime: group.created,
  ...(group.retentionInDays !== undefined && { retentionInDays: group.retentionInDays }),
  ...(group.kmsKeyId !== undefined && { kmsKeyId: group.kmsKeyId }),
  metricFilterCount: group.metricFilters.size,
  arn: `${group.arn}:*`,
  logGroupArn: group.arn,
  logGroupClass: "STANDARD",
  storedBytes: [...group.streams.values()]
    .flatMap((stream) => stream.events)
    .reduce((sum, event) => sum + sizeOf(event.message), 0),
});
