import type { InvocationRequest, InvocationResponse } from "@aws-sdk/client-lambda";
import { AwsError } from "../../core/error.ts";
import { constrain } from "../shared/constraint.ts";
import { enqueue } from "./asynchronous.ts";
import { type LambdaState, requireFunction } from "./function.ts";
import { requireCapacity, run } from "./invocation.ts";

/** Payload quotas of Lambda, bytes: answered at once, and queued. */
const MAX_PAYLOAD = 6_291_456;
const MAX_ASYNC_PAYLOAD = 1_048_576;

/** X-Amz-Log-Result carries the last 4 KB. */
const TAIL = 4096;

export async function invoke(
  state: LambdaState,
  input: InvocationRequest,
  requestId: string,
): Promise<InvocationResponse> {
  constrain(input, {
    FunctionName: { required: true, minLength: 1, maxLength: 170 },
    InvocationType: { oneOf: ["RequestResponse", "Event", "DryRun"] },
    LogType: { oneOf: ["None", "Tail"] },
  });
  const fn = requireFunction(state, input.FunctionName, input.Qualifier);
  const type = input.InvocationType ?? "RequestResponse";
  const payload = payloadOf(input.Payload, type === "Event" ? MAX_ASYNC_PAYLOAD : MAX_PAYLOAD);
  if (type === "DryRun") return { StatusCode: 204 };
  if (type === "Event") {
    enqueue(state, fn, payload, requestId);
    return { StatusCode: 202 };
  }
  if (state.ports.impaired()) {
    throw new AwsError("ServiceException", "The Lambda service encountered an internal error.", 500, {
      Type: "Service",
    });
  }
  requireCapacity(fn);
  const outcome = await run(state, fn, { requestId, payload, number: 1 });
  return {
    StatusCode: 200,
    ExecutedVersion: "$LATEST",
    Payload: Buffer.from(outcome.payload) as InvocationResponse["Payload"] & Buffer,
    ...(outcome.kind !== "success" && { FunctionError: "Unhandled" }),
    ...(input.LogType === "Tail" && { LogResult: tail(outcome.log) }),
  };
}

/** An absent payload is an empty object. */
function payloadOf(bytes: Uint8Array | undefined, limit: number): string {
  if (!bytes || bytes.length === 0) return "{}";
  if (bytes.length > limit) {
    const text = `Request must be smaller than ${limit} bytes for the InvokeFunction operation`;
    throw new AwsError("RequestTooLargeException", text, 413, { Type: "User" });
  }
  const text = Buffer.from(bytes).toString();
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    const reason = `Could not parse request body into json: ${(error as Error).message}`;
    throw new AwsError("InvalidRequestContentException", reason, 400, { Type: "User" });
  }
}

function tail(lines: readonly string[]): string {
  const log = Buffer.from(lines.map((line) => `${line}\n`).join(""));
  return log.subarray(Math.max(0, log.length - TAIL)).toString("base64");
}
