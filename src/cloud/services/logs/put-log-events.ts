import type { PutLogEventsRequest, PutLogEventsResponse } from "@aws-sdk/client-cloudwatch-logs";
import {
  addEvents,
  constrainLogs,
  GROUP_NAME,
  invalidParameter,
  type LogsState,
  requireGroup,
  requireStream,
  STREAM_NAME,
  sizeOf,
} from "./store.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Bytes in one request. */
const MAX_BATCH = 1_048_576;

/** Takes the events that are neither too old, expired nor too far in the future, and says which were left out. */
export function putLogEvents(state: LogsState, input: PutLogEventsRequest): PutLogEventsResponse {
  constrainLogs(input, {
    logGroupName: { ...GROUP_NAME, required: true },
    logStreamName: { ...STREAM_NAME, required: true },
    logEvents: { required: true, minLength: 1, maxLength: 10_000 },
  });
  const group = requireGroup(state, input);
  const stream = requireStream(group, input.logStreamName);
  const events = (input.logEvents ?? []).map(({ timestamp = 0, message = "" }) => ({ timestamp, message }));
  if (events.some((event, index) => event.timestamp < (events[index - 1]?.timestamp ?? 0))) {
    throw invalidParameter("Log events in a single PutLogEvents request must be in chronological order.");
  }
  const size = events.reduce((sum, event) => sum + sizeOf(event.message), 0);
  if (size > MAX_BATCH) {
    throw invalidParameter(`Upload too large: ${size} bytes exceeds limit of ${MAX_BATCH}`);
  }

  const now = state.ctx.now();
  const tooOld = events.filter((event) => event.timestamp < now - 14 * DAY).length;
  const retention = group.retentionInDays;
  const expired =
    retention === undefined ? 0 : events.filter((event) => event.timestamp < now - retention * DAY).length;
  const firstNew = events.findIndex((event) => event.timestamp > now + 2 * HOUR);
  addEvents(state, stream, events.slice(Math.max(tooOld, expired), firstNew === -1 ? undefined : firstNew));

  const rejected = {
    ...(firstNew !== -1 && { tooNewLogEventStartIndex: firstNew }),
    ...(tooOld > 0 && { tooOldLogEventEndIndex: tooOld }),
    ...(expired > 0 && { expiredLogEventEndIndex: expired }),
  };
  return {
    nextSequenceToken: String(stream.events.length).padStart(56, "0"),
    ...(Object.keys(rejected).length > 0 && { rejectedLogEventsInfo: rejected }),
  };
}
