import { isDeepStrictEqual } from "node:util";
import { AwsError } from "../core/error.ts";
import type { CloudContext } from "../core/types.ts";
import type { CloudFault, InjectedFault } from "../types.ts";
import type { FaultBoard } from "./faults.ts";

/** The caller gets no answer: the connection is to be closed. */
export class LostAnswer extends Error {}

/** Each service has its own word for it: "Common errors" in the services' API references. */
function throttled(action: string): AwsError {
  if (action.startsWith("ec2:")) return new AwsError("RequestLimitExceeded", "Request limit exceeded.", 503);
  if (action.startsWith("lambda:")) return new AwsError("TooManyRequestsException", "Rate Exceeded.", 429);
  if (action.startsWith("s3:")) return new AwsError("SlowDown", "Please reduce your request rate.", 503);
  const code = /^(cloudwatch|sts|cloudformation):/.test(action) ? "Throttling" : "ThrottlingException";
  return new AwsError(code, "Rate exceeded");
}

function broken(action: string): AwsError {
  if (action.startsWith("ec2:")) return new AwsError("InternalError", "An internal error has occurred", 500);
  return new AwsError("InternalFailure", "The request processing has failed because of an unknown error.", 500);
}

/** An answer that a stale read gives again. */
interface Reading {
  action: string;
  input: unknown;
  output: unknown;
}

/** Does `work` for `action`, unless a fault has it otherwise. */
export type FaultyCall = (action: string, input: unknown, work: () => unknown) => Promise<unknown>;

type CallKind = Exclude<CloudFault["kind"], `event-${string}` | "lambda-outage">;
const CALL_KINDS: readonly CallKind[] = ["throttle", "server-error", "delay", "lost-answer", "stale"];

export function createFaultyCall(board: FaultBoard, after: CloudContext["after"]): FaultyCall {
  const readings = new WeakMap<InjectedFault, Reading[]>();

  async function again(injected: InjectedFault, action: string, input: unknown, work: () => unknown) {
    const known = readings.get(injected) ?? [];
    readings.set(injected, known);
    const same = known.find((one) => one.action === action && isDeepStrictEqual(one.input, input));
    if (same) return same.output;
    const output = structuredClone(await work());
    known.push({ action, input: structuredClone(input), output });
    return output;
  }

  return async (action, input, work) => {
    const struck = board.strike(CALL_KINDS, action);
    switch (struck?.fault.kind) {
      case "throttle":
        throw throttled(action);
      case "server-error":
        throw broken(action);
      case "delay": {
        const { ms } = struck.fault;
        await new Promise<void>((resolve) => void after(ms, resolve));
        return work();
      }
      case "lost-answer":
        await work();
        throw new LostAnswer(`${action} was answered, and the answer was lost`);
      case "stale":
        return again(struck.injected, action, input, work);
      default:
        return work();
    }
  };
}
