import type {
  CreateLogStreamRequest,
  DeleteLogStreamRequest,
  DescribeLogStreamsRequest,
  DescribeLogStreamsResponse,
  LogStream as LogStreamOutput,
} from "@aws-sdk/client-cloudwatch-logs";
import { AwsError } from "../../core/error.ts";
import { logPage } from "./page.ts";
import {
  addStream,
  constrainLogs,
  GROUP_NAME,
  invalidParameter,
  type LogStream,
  type LogsState,
  requireGroup,
  requireStream,
  STREAM_NAME,
} from "./store.ts";

export function createLogStream(state: LogsState, input: CreateLogStreamRequest): void {
  constrainLogs(input, {
    logGroupName: { ...GROUP_NAME, required: true },
    logStreamName: { ...STREAM_NAME, required: true },
  });
  const group = requireGroup(state, input);
  const name = input.logStreamName ?? "";
  if (group.streams.has(name))
    throw new AwsError("ResourceAlreadyExistsException", "The specified log stream already exists");
  addStream(state, group, name);
}

export function deleteLogStream(state: LogsState, input: DeleteLogStreamRequest): void {
  const group = requireGroup(state, input);
  group.streams.delete(requireStream(group, input.logStreamName).name);
}

const lastEventTime = (stream: LogStream): number => stream.events.at(-1)?.timestamp ?? 0;

export function describeLogStreams(state: LogsState, input: DescribeLogStreamsRequest): DescribeLogStreamsResponse {
  constrainLogs(input, {
    logStreamNamePrefix: STREAM_NAME,
    limit: { min: 1, max: 50 },
    orderBy: { oneOf: ["LogStreamName", "LastEventTime"] },
  });
  const group = requireGroup(state, input);
  const byTime = input.orderBy === "LastEventTime";
  if (byTime && input.logStreamNamePrefix !== undefined) {
    throw invalidParameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
  }
  const streams = [...group.streams.values()]
    .filter((stream) => stream.name.startsWith(input.logStreamNamePrefix ?? ""))
    .sort((a, b) => (byTime ? lastEventTime(a) - lastEventTime(b) : a.name < b.name ? -1 : 1));
  if (input.descending) streams.reverse();
  const { items, nextToken } = logPage(state, streams, input.nextToken, input.limit ?? 50, ({ name }) =>
    [group.name, name].join("@"),
  );
  return { logStreams: items.map(shown), nextToken };
}

function shown(stream: LogStream): LogStreamOutput {
  const [first] = stream.events;
  const last = stream.events.at(-1);
  return {
    logStreamName: stream.name,
    creationTime: stream.created,
    ...(first &&
      last && {
        firstEventTimestamp: first.timestamp,
        lastEventTimestamp: last.timestamp,
        lastIngestionTime: last.ingestionTime,
        uploadSequenceToken: String(stream.events.length).padStart(56, "0"),
      }),
    arn: stream.arn,
    storedBytes: 0,
  };
}
