import { AwsError } from "../../core/error.ts";
import type { CloudContext } from "../../core/types.ts";
import { type Constraint, constrain } from "../shared/constraint.ts";
import { TagStore } from "../shared/tags.ts";
import type { MetricFilter } from "./metric-filters.ts";

export interface LogEvent {
  /** Unique, and in order of arrival. */
  id: string;
  /** Epoch ms. */
  timestamp: number;
  ingestionTime: number;
  message: string;
}

export interface LogStream {
  name: string;
  arn: string;
  /** Epoch ms. */
  created: number;
  /** In order of timestamp. */
  events: LogEvent[];
}

export interface LogGroup {
  name: string;
  arn: string;
  /** Epoch ms. */
  created: number;
  retentionInDays: number | undefined;
  kmsKeyId: string | undefined;
  streams: Map<string, LogStream>;
  /** By name. */
  metricFilters: Map<string, MetricFilter>;
}

/** Which services may write logs. LocalCloud keeps it and shows it. */
export interface ResourcePolicy {
  document: string;
  /** Epoch ms. */
  updated: number;
}

export interface LogsState {
  ctx: CloudContext;
  groups: Map<string, LogGroup>;
  /** By name. */
  policies: Map<string, ResourcePolicy>;
  tags: TagStore;
  /** Events so far: the next one's number. */
  arrived: number;
}

export const createState = (ctx: CloudContext): LogsState => ({
  ctx,
  groups: new Map(),
  policies: new Map(),
  tags: new TagStore(),
  arrived: 0,
});

export const GROUP_NAME: Constraint = { minLength: 1, maxLength: 512, pattern: "[\\.\\-_/#A-Za-z0-9]+" };
/** A name or an ARN; the ARN with `:*` at its end that groups are listed with is refused, as AWS refuses it. */
const IDENTIFIER: Constraint = { minLength: 1, maxLength: 2048, pattern: "[\\w#+=/:,.@-]*" };
export const STREAM_NAME: Constraint = { minLength: 1, maxLength: 512, pattern: "[^:*]*" };

export const invalidParameter = (message: string): AwsError => new AwsError("InvalidParameterException", message);
export const invalidToken = (): AwsError => invalidParameter("The specified nextToken is invalid.");

/** As `constrain`, with the code that CloudWatch Logs gives. */
export const constrainLogs = (input: object, constraints: Record<string, Constraint>): void =>
  constrain(input, constraints, "InvalidParameterException");

/** How most operations name a group: by name, or by ARN. */
export interface GroupReference {
  logGroupName?: string | undefined;
  logGroupIdentifier?: string | undefined;
}

/**
 * @throws AwsError ResourceNotFoundException, ValidationException when the group is named in both ways, InvalidParameterException
 * when it is named in none.
 */
export function requireGroup(state: LogsState, input: GroupReference): LogGroup {
  const { logGroupName, logGroupIdentifier } = input;
  if (logGroupName !== undefined && logGroupIdentifier !== undefined) {
    throw new AwsError("ValidationException", "LogGroup name and LogGroup ARN are mutually exclusive parameters.");
  }
  if (logGroupName === undefined && logGroupIdentifier === undefined) {
    throw invalidParameter("Exactly one of logGroupName or logGroupIdentifier must be specified.");
  }
  constrainLogs(input, { logGroupName: GROUP_NAME, logGroupIdentifier: IDENTIFIER });
  const name = logGroupName ?? nameOf(logGroupIdentifier ?? "");
  const group = state.groups.get(name);
  if (!group) throw new AwsError("ResourceNotFoundException", "The specified log group does not exist.");
  return group;
}

/** The name in `arn:aws:logs:REGION:ACCOUNT:log-group:NAME`; a name is itself. */
const nameOf = (identifier: string): string => identifier.replace(/^arn:aws:logs:[^:]*:\d*:log-group:/, "");

export function requireStream(group: LogGroup, name: string | undefined): LogStream {
  const stream = group.streams.get(name ?? "");
  if (!stream) throw new AwsError("ResourceNotFoundException", "The specified log stream does not exist.");
  return stream;
}

export function addGroup(state: LogsState, name: string): LogGroup {
  const { region, accountId } = state.ctx;
  const group = {
    name,
    arn: `arn:aws:logs:${region}:${accountId}:log-group:${name}`,
    created: Math.floor(state.ctx.now()),
    retentionInDays: undefined,
    kmsKeyId: undefined,
    streams: new Map(),
    metricFilters: new Map(),
  };
  state.groups.set(name, group);
  return group;
}

export function addStream(state: LogsState, group: LogGroup, name: string): LogStream {
  const stream = {
    name,
    arn: `${group.arn}:log-stream:${name}`,
    created: Math.floor(state.ctx.now()),
    events: [],
  };
  group.streams.set(name, stream);
  return stream;
}

/** Adds events, each at its place in time. */
export function addEvents(
  state: LogsState,
  stream: LogStream,
  events: readonly { timestamp: number; message: string }[],
): void {
  const ingestionTime = Math.floor(state.ctx.now());
  for (const { timestamp, message } of events) {
    const id = String(state.arrived++).padStart(56, "0");
    let at = stream.events.length;
    while (at > 0 && (stream.events[at - 1]?.timestamp ?? 0) > timestamp) at--;
    stream.events.splice(at, 0, { id, timestamp, ingestionTime, message });
  }
}

/** Bytes that AWS counts for an event: its text and 26 of overhead. */
export const sizeOf = (message: string): number => Buffer.byteLength(message) + 26;
