import type { FilterLogEventsRequest, FilterLogEventsResponse } from "@aws-sdk/client-cloudwatch-logs";
import { compileFilter } from "./filter/filter.ts";
import { logPage } from "./page.ts";
import { constrainLogs, invalidParameter, type LogsState, requireGroup, requireStream } from "./store.ts";

/** The events of a group, or of some of its streams, that match a filter pattern; oldest first. */
export function filterLogEvents(state: LogsState, input: FilterLogEventsRequest): FilterLogEventsResponse {
  constrainLogs(input, {
    limit: { min: 1, max: 10_000 },
    filterPattern: { maxLength: 1024 },
    logStreamNames: { minLength: 1, maxLength: 100 },
  });
  const group = requireGroup(state, input);
  const { logStreamNames: names, logStreamNamePrefix: prefix, startTime = 0, endTime = Infinity } = input;
  if (names && prefix !== undefined) {
    throw invalidParameter("Cannot specify both logStreamNames and logStreamNamePrefix.");
  }
  const streams = names
    ? names.map((name) => requireStream(group, name))
    : [...group.streams.values()].filter((stream) => stream.name.startsWith(prefix ?? ""));
  const matches = compileFilter(input.filterPattern ?? "");
  const events = streams
    .flatMap((stream) => stream.events.map((event) => ({ ...event, logStreamName: stream.name })))
    .filter((event) => event.timestamp >= startTime && event.timestamp <= endTime && matches(event.message))
    .sort((a, b) => a.timestamp - b.timestamp || (a.id < b.id ? -1 : 1));
  const { items, nextToken } = logPage(state, events, input.nextToken, input.limit ?? 10_000, (event) =>
    [group.name, event.logStreamName, event.id].join("@"),
  );
  return {
    events: items.map(({ id, ...event }) => ({ ...event, eventId: id })),
    searchedLogStreams: [],
    nextToken,
  };
}
