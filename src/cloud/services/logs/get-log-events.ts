import type { GetLogEventsRequest, GetLogEventsResponse } from "@aws-sdk/client-cloudwatch-logs";
import { constrainLogs, invalidToken, type LogEvent, type LogsState, requireGroup, requireStream } from "./store.ts";

/** `f/` (after) or `b/` (before), and an event's ID. */
const TOKEN = /^([fb])\/(\d{56})$/;

/** Stands in a token for the event that a stream without events does not have. */
const NO_EVENT = "9".repeat(56);

/**
 * Reads a stream forwards or backwards. A token that leads no further is given back as it was: that is how clients learn that
 * they have reached the end. Tokens name events, so that they hold while new ones come.
 */
export function getLogEvents(state: LogsState, input: GetLogEventsRequest): GetLogEventsResponse {
  constrainLogs(input, { logStreamName: { required: true }, limit: { min: 1, max: 10_000 } });
  const stream = requireStream(requireGroup(state, input), input.logStreamName);
  const { startTime = 0, endTime = Infinity, limit = 10_000 } = input;
  const events = stream.events.filter((event) => event.timestamp >= startTime && event.timestamp < endTime);
  const { from, to, edge = NO_EVENT } = range(input, events, limit);
  return {
    events: events
      .slice(from, to)
      .map(({ timestamp, message, ingestionTime }: LogEvent) => ({ timestamp, message, ingestionTime })),
    nextForwardToken: `f/${from < to ? events[to - 1]?.id : edge}`,
    nextBackwardToken: `b/${from < to ? events[from]?.id : edge}`,
  };
}

/** Which events to read, and the one that the request's token names. */
function range(input: GetLogEventsRequest, events: readonly LogEvent[], limit: number) {
  const { length } = events;
  if (input.nextToken === undefined) {
    return input.startFromHead
      ? { from: 0, to: Math.min(limit, length) }
      : { from: Math.max(0, length - limit), to: length };
  }
  const [, direction, edge] = TOKEN.exec(input.nextToken) ?? [];
  if (direction === undefined) throw invalidToken();
  const at = events.findIndex(({ id }) => id === edge);
  if (direction === "f") return { from: at + 1, to: Math.min(at + 1 + limit, length), edge };
  const to = at === -1 ? length : at;
  return { from: Math.max(0, to - limit), to, edge };
}
