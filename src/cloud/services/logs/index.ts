import type { LogPort, MetricPort } from "../../core/ports.ts";
import type { CloudContext, Operation, Service } from "../../core/types.ts";
import { filterLogEvents } from "./filter-log-events.ts";
import { getLogEvents } from "./get-log-events.ts";
import {
  createLogGroup,
  deleteLogGroup,
  deleteRetentionPolicy,
  describeLogGroups,
  putRetentionPolicy,
} from "./groups.ts";
import { logGroupResource } from "./log-group-resource.ts";
import { countMatches, metricFilterResource } from "./metric-filters.ts";
import { logsNeeds } from "./needs.ts";
import { putLogEvents } from "./put-log-events.ts";
import { deleteResourcePolicy, describeResourcePolicies, putResourcePolicy } from "./resource-policies.ts";
import { addEvents, addGroup, addStream, createState } from "./store.ts";
import { createLogStream, deleteLogStream, describeLogStreams } from "./streams.ts";
import {
  listTagsForResource,
  listTagsLogGroup,
  tagLogGroup,
  tagResource,
  untagLogGroup,
  untagResource,
} from "./tagging.ts";

export interface Logs extends Service, LogPort {
  /** From now on metric filters count here. CloudWatch itself comes after what writes the logs. */
  countIn(metrics: MetricPort): void;
}

/** CloudWatch Logs, kept in memory. What other services append is written to the journal too. */
export function createLogs(ctx: CloudContext): Logs {
  const state = createState(ctx);
  let metrics: MetricPort | undefined;
  const operations: Record<string, Operation> = {
    CreateLogGroup: (input) => createLogGroup(state, input),
    DeleteLogGroup: (input) => deleteLogGroup(state, input),
    DescribeLogGroups: (input) => describeLogGroups(state, input),
    PutRetentionPolicy: (input) => putRetentionPolicy(state, input),
    DeleteRetentionPolicy: (input) => deleteRetentionPolicy(state, input),
    CreateLogStream: (input) => createLogStream(state, input),
    DeleteLogStream: (input) => deleteLogStream(state, input),
    DescribeLogStreams: (input) => describeLogStreams(state, input),
    PutLogEvents: (input) => {
      const output = putLogEvents(state, input);
      if (metrics) countMatches(state, metrics, input.logGroupName, input.logEvents);
      return output;
    },
    GetLogEvents: (input) => getLogEvents(state, input),
    FilterLogEvents: (input) => filterLogEvents(state, input),
    TagResource: (input) => tagResource(state, input),
    UntagResource: (input) => untagResource(state, input),
    ListTagsForResource: (input) => listTagsForResource(state, input),
    TagLogGroup: (input) => tagLogGroup(state, input),
    UntagLogGroup: (input) => untagLogGroup(state, input),
    ListTagsLogGroup: (input) => listTagsLogGroup(state, input),
    PutResourcePolicy: (input) => putResourcePolicy(state, input),
    DeleteResourcePolicy: (input) => deleteResourcePolicy(state, input),
    DescribeResourcePolicies: (input) => describeResourcePolicies(state, input),
  };
  return {
    signingName: "logs",
    operations,
    needs: logsNeeds(ctx),
    resources: [logGroupResource(state), metricFilterResource(state)],
    countIn(port) {
      metrics = port;
    },
    append(groupName, streamName, lines) {
      const group = state.groups.get(groupName) ?? addGroup(state, groupName);
      const stream = group.streams.get(streamName) ?? addStream(state, group, streamName);
      const events = lines.map(({ at, message }) => ({ timestamp: Math.floor(at), message }));
      addEvents(state, stream, events);
      if (metrics) countMatches(state, metrics, groupName, events);
      for (const { message } of lines) ctx.journal("log", { group: groupName, stream: streamName, message });
    },
  };
}
