import { randomUUID } from "node:crypto";
import type {
  PutEventsRequest,
  PutEventsRequestEntry,
  PutEventsResponse,
  PutEventsResultEntry,
} from "@aws-sdk/client-eventbridge";
import { AwsError } from "../../core/error.ts";
import { constrain } from "../shared/constraint.ts";
import { type EventEnvelope, envelope } from "./envelope.ts";
import { type EventsState, findBus } from "./rule.ts";

/** Hands an event to the rules of one bus. */
export type Publish = (event: EventEnvelope, bus: string) => void;

/** All entries of a request together, bytes. */
const MAX_REQUEST_SIZE = 256 * 1024;

/** Takes the valid entries; each invalid one is answered with its own error. `publish` gets an event after the profile's delay. */
export function putEvents(state: EventsState, input: PutEventsRequest, publish: Publish): PutEventsResponse {
  constrain(input, { Entries: { required: true, minLength: 1, maxLength: 10 } });
  const entries = input.Entries ?? [];
  if (entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > MAX_REQUEST_SIZE) {
    throw new AwsError("ValidationException", "Total size of the entries in the request is over the limit.");
  }
  const results = entries.map((entry) => putEntry(state, entry, publish));
  return { FailedEntryCount: results.filter((result) => result.ErrorCode).length, Entries: results };
}

function putEntry(state: EventsState, entry: PutEventsRequestEntry, publish: Publish): PutEventsResultEntry {
  const detail = parseDetail(entry.Detail);
  const bus = findBus(state, entry.EventBusName);
  const error = entryError(entry, detail, bus !== undefined);
  if (error || !bus) return error ?? {};
  const id = randomUUID();
  const event = envelope(state.ctx, id, {
    source: entry.Source ?? "",
    "detail-type": entry.DetailType ?? "",
    resources: entry.Resources ?? [],
    detail: detail ?? {},
    ...(entry.Time && { time: new Date(entry.Time) }),
  });
  state.ctx.after(state.ctx.profile.eventMs, () => publish(event, bus.name));
  return { EventId: id };
}

function entryError(
  entry: PutEventsRequestEntry,
  detail: Record<string, unknown> | undefined,
  hasBus: boolean,
): PutEventsResultEntry | undefined {
  for (const member of ["Source", "DetailType", "Detail"] as const) {
    if (entry[member]) continue;
    const ErrorMessage = `Parameter ${member} is not valid. Reason: ${member} is a required argument.`;
    return { ErrorCode: "InvalidArgument", ErrorMessage };
  }
  if (entry.Source?.startsWith("aws.")) {
    return { ErrorCode: "NotAuthorizedForSourceException", ErrorMessage: "Not authorized for the source." };
  }
  if (!detail) return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
  if (hasBus) return undefined;
  const ErrorMessage = `Event bus ${entry.EventBusName} does not exist.`;
  return { ErrorCode: "ResourceNotFoundException", ErrorMessage };
}

/** The detail must be a JSON object. */
function parseDetail(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const detail: unknown = JSON.parse(text ?? "");
    return typeof detail === "object" && detail !== null && !Array.isArray(detail)
      ? (detail as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** As EventBridge's "Calculating PutEvents event entry size" counts: 14 bytes for the time, the UTF-8 length of the rest. */
function sizeOf(entry: PutEventsRequestEntry): number {
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...(entry.Resources ?? [])];
  return (entry.Time ? 14 : 0) + texts.reduce((sum, text) => sum + Buffer.byteLength(text ?? ""), 0);
}
