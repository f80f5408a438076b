import { randomUUID } from "node:crypto";
import { AwsError } from "../../core/error.ts";
import type { CloudEventInput } from "../../core/types.ts";
import type { DelayProfile } from "../../types.ts";
import { requireDestination } from "./execution-role.ts";
import { type LambdaFunction, type LambdaState, requireFunction } from "./function.ts";
import { type Attempt, requireCapacity, run } from "./invocation.ts";
import type { Outcome } from "./outcome.ts";

/** Lambda's defaults: two retries, six hours. */
const DEFAULT_RETRIES = 2;
const DEFAULT_MAX_AGE_SECONDS = 21_600;

/** Why an event is given up or done with: the `condition` of an invocation record. */
type Condition = "Success" | "RetriesExhausted" | "EventAgeExceeded" | "ZeroReservedConcurrency";

/** An event in a function's queue. */
interface QueuedEvent {
  requestId: string;
  payload: string;
  /** Epoch ms. */
  receivedAt: number;
  /** Times that the function ran for it. */
  runs: number;
  /** Times that there was no capacity, or no service. */
  throttles: number;
}

/**
 * Before the first and the second retry AWS waits 1 and 2 minutes; a throttled event comes back after 1 s, doubling up to
 * 5 minutes ("Error handling for asynchronous invocations"). Profile `instant` divides both by 300.
 */
function backoffMs(profile: DelayProfile, event: QueuedEvent, throttled: boolean): number {
  const scale = profile.name === "instant" ? 1 / 300 : 1;
  const ms = throttled ? Math.min(1000 * 2 ** event.throttles, 300_000) : 60_000 * event.runs;
  return ms * scale;
}

/** Queues an event, JSON text; the function runs later. */
export function enqueue(
  state: LambdaState,
  fn: LambdaFunction,
  payload: string,
  requestId: string = randomUUID(),
): void {
  const event = { requestId, payload, receivedAt: state.ctx.now(), runs: 0, throttles: 0 };
  state.ctx.after(0, () => attempt(state, fn, event));
}

async function attempt(state: LambdaState, fn: LambdaFunction, event: QueuedEvent): Promise<void> {
  if (fn.reservedConcurrency === 0) return finish(state, fn, event, "ZeroReservedConcurrency", undefined);
  // A failure of the service, like a lack of capacity, leaves the event in the queue, for hours if need be.
  if (state.ports.impaired() || !hasCapacity(fn)) return again(state, fn, event, undefined, true);
  event.runs++;
  const next: Attempt = { requestId: event.requestId, payload: event.payload, number: event.runs };
  const outcome = await run(state, fn, next);
  if (outcome.kind === "success") return finish(state, fn, event, "Success", outcome);
  const retries = fn.asyncSettings?.maximumRetryAttempts ?? DEFAULT_RETRIES;
  if (event.runs > retries) return finish(state, fn, event, "RetriesExhausted", outcome);
  again(state, fn, event, outcome, false);
}

function hasCapacity(fn: LambdaFunction): boolean {
  try {
    requireCapacity(fn);
    return true;
  } catch (error) {
    if (error instanceof AwsError) return false;
    throw error;
  }
}

/** Later, unless the event will be too old by then. */
function again(
  state: LambdaState,
  fn: LambdaFunction,
  event: QueuedEvent,
  outcome: Outcome | undefined,
  throttled: boolean,
): void {
  const delay = backoffMs(state.ctx.profile, event, throttled);
  if (throttled) event.throttles++;
  const maxAge = (fn.asyncSettings?.maximumEventAgeSeconds ?? DEFAULT_MAX_AGE_SECONDS) * 1000;
  if (state.ctx.now() + delay - event.receivedAt > maxAge) finish(state, fn, event, "EventAgeExceeded", outcome);
  else state.ctx.after(delay, () => attempt(state, fn, event));
}

/** The event leaves the queue: to a destination with a record of what happened, and to the dead-letter queue as it came. */
function finish(
  state: LambdaState,
  fn: LambdaFunction,
  event: QueuedEvent,
  condition: Condition,
  outcome: Outcome | undefined,
): void {
  const destination = condition === "Success" ? fn.asyncSettings?.onSuccess : fn.asyncSettings?.onFailure;
  if (destination) send(state, fn, destination, record(state, fn, event, condition, outcome));
  if (condition === "Success") return;
  const queue = fn.settings.deadLetterArn;
  state.ctx.journal("error", {
    message: `Lambda gave up an event for ${fn.name}: ${condition}`,
    function: fn.name,
    requestId: event.requestId,
    condition,
    destination,
    deadLetter: queue,
  });
  if (!queue) return;
  const errorMessage = outcome ? String(JSON.parse(outcome.payload).errorMessage) : condition;
  const attributes = {
    RequestID: event.requestId,
    ErrorCode: outcome ? "200" : "429",
    ErrorMessage: errorMessage.slice(0, 1024),
  };
  send(state, fn, queue, JSON.parse(event.payload), attributes);
}

interface InvocationRecord {
  requestContext: { functionArn: string; condition: Condition } & Record<string, unknown>;
  [member: string]: unknown;
}

/** An invocation record, as "Capturing records of Lambda asynchronous invocations" shows it. */
function record(
  state: LambdaState,
  fn: LambdaFunction,
  event: QueuedEvent,
  condition: Condition,
  outcome: Outcome | undefined,
): InvocationRecord {
  return {
    version: "1.0",
    timestamp: new Date(state.ctx.now()).toISOString(),
    requestContext: {
      requestId: event.requestId,
      functionArn: `${fn.arn}:$LATEST`,
      condition,
      approximateInvokeCount: event.runs,
    },
    requestPayload: JSON.parse(event.payload),
    ...(outcome && {
      responseContext: {
        statusCode: 200,
        executedVersion: "$LATEST",
        ...(outcome.kind !== "success" && { functionError: "Unhandled" }),
      },
      responsePayload: JSON.parse(outcome.payload),
    }),
  };
}

function send(
  state: LambdaState,
  fn: LambdaFunction,
  destination: string,
  body: unknown,
  attributes?: Record<string, string>,
): void {
  try {
    requireDestination(state, fn, destination);
    const service = destination.split(":")[2];
    if (service === "lambda") enqueue(state, requireFunction(state, destination), JSON.stringify(body));
    else if (service === "events") state.ctx.emit(resultEvent(destination, body as InvocationRecord));
    else state.ports.deadLetter.send(destination, body, attributes);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    state.ctx.journal("error", { message: error.message, code: error.code, function: fn.name, destination });
  }
}

function resultEvent(bus: string, body: InvocationRecord): CloudEventInput {
  const { condition, functionArn } = body.requestContext;
  const result = condition === "Success" ? "Success" : "Failure";
  return {
    source: "lambda",
    "detail-type": `Lambda Function Invocation Result - ${result}`,
    resources: [bus, functionArn],
    detail: { ...body },
  };
}
