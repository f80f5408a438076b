import type { Answer } from "./environment.ts";
import { timedOut } from "./log-format.ts";

/** How one invocation ended. */
export interface Outcome {
  kind: "success" | "error" | "timeout" | "crash";
  /** JSON text: the result, or the error as Lambda answers it. */
  payload: string;
  errorType: string | undefined;
  durationMs: number;
  /** Cold invocations only: from the decision to make an environment until its handler was loaded. */
  initMs: number | undefined;
  maxMemoryMb: number;
  /** Everything logged for this invocation, oldest first. */
  log: string[];
}

type Ending = Pick<Outcome, "kind" | "payload" | "errorType">;

/** Nothing answered in time. */
export function timeoutEnding(requestId: string, seconds: number): Ending {
  return failed("timeout", "Sandbox.Timedout", `RequestId: ${requestId} Error: ${timedOut(seconds)}`);
}

export function endingOf(requestId: string, answer: Answer): Ending {
  if (answer.kind === "result") return { kind: "success", payload: answer.payload, errorType: undefined };
  if (answer.kind === "exit")
    return failed("crash", "Runtime.ExitError", `RequestId: ${requestId} Error: ${answer.reason}`);
  return { kind: "error", payload: JSON.stringify(answer.error), errorType: answer.error.errorType };
}

const failed = (kind: Outcome["kind"], errorType: string, errorMessage: string): Ending => ({
  kind,
  payload: JSON.stringify({ errorType, errorMessage }),
  errorType,
});

/** `ru_maxrss` counts KiB. */
export const memoryMb = (answer: Answer | undefined): number =>
  answer && "maxRss" in answer ? Math.ceil(answer.maxRss / 1024) : 0;
