import type { GetLogEventsRequest, GetLogEventsResponse } from "@aws-sdk/client-cloudwatch-logs";
import { constrainLogs, invalidToken, type LogEvent, type LogsState, requireGroup, requireStream } from "./store.ts";

/** `f/` or `b/`, and the number of the event between what was read and what comes next. */
const TOKEN = /^([fb])\/(\d+)$/;

/**
 * Reads a stream forwards or backwards. A token that leads no further is given back as it was: that is how clients learn that
 * they have reached the end.
 */
export function getLogEvents(state: LogsState, input: GetLogEventsRequest): GetLogEventsResponse {
  constrainLogs(input, { logStreamName: { required: true }, limit: { min: 1, max: 10_000 } });
  const stream = requireStream(requireGroup(state, input), input.logStreamName);
  const { startTime = 0, endTime = Infinity, limit = 10_000 } = input;
  const events = stream.events.filter((event) => event.timestamp >= startTime && event.timestamp < endTime);
  const [from, to] = range(input, events.length, limit);
  return {
    events: events
      .slice(from, to)
      .map(({ timestamp, message, ingestionTime }: LogEvent) => ({ timestamp, message, ingestionTime })),
    nextForwardToken: `f/${String(to).padStart(56, "0")}`,
    nextBackwardToken: `b/${String(from).padStart(56, "0")}`,
  };
}

function range(input: GetLogEventsRequest, length: number, limit: number): [from: number, to: number] {
  if (input.nextToken === undefined) {
    return input.startFromHead ? [0, Math.min(limit, length)] : [Math.max(0, length - limit), length];
  }
  const [, direction, number] = TOKEN.exec(input.nextToken) ?? [];
  if (direction === undefined) throw invalidToken();
  const edge = Math.min(Number(number), length);
  return direction === "f" ? [edge, Math.min(edge + limit, length)] : [Math.max(0, edge - limit), edge];
}
