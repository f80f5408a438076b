import type { LambdaFunction } from "./function.ts";
import type { Outcome } from "./outcome.ts";

const iso = (at: number): string => new Date(at).toISOString();
const rounded = (ms: number): number => Math.round(ms * 100) / 100;

/** What Lambda itself writes around an invocation, as text or as JSON: which one the function's LoggingConfig says. */
export interface PlatformLog {
  initStart(at: number): string[];
  start(at: number, requestId: string): string[];
  timeout(at: number, requestId: string, seconds: number): string[];
  end(at: number, requestId: string, outcome: Outcome): string[];
}

export function platformLog(fn: LambdaFunction): PlatformLog {
  return fn.settings.logging.LogFormat === "JSON" ? jsonLog(fn) : textLog(fn);
}

const runtimeVersion = (fn: LambdaFunction): string => fn.settings.runtime.replace(/^nodejs(\d+).*/, "nodejs:$1");

export const timedOut = (seconds: number): string => `Task timed out after ${seconds.toFixed(2)} seconds`;

function textLog(fn: LambdaFunction): PlatformLog {
  return {
    initStart: () => [`INIT_START Runtime Version: ${runtimeVersion(fn)}`],
    start: (_, requestId) => [`START RequestId: ${requestId} Version: $LATEST`],
    timeout: (at, requestId, seconds) => [`${iso(at)} ${requestId} ${timedOut(seconds)}`],
    end: (_, requestId, outcome) => [`END RequestId: ${requestId}`, report(fn, requestId, outcome)],
  };
}

function report(fn: LambdaFunction, requestId: string, outcome: Outcome): string {
  const parts = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${outcome.durationMs.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(outcome.durationMs + (outcome.initMs ?? 0))} ms`,
    `Memory Size: ${fn.settings.memoryMb} MB`,
    `Max Memory Used: ${outcome.maxMemoryMb} MB`,
  ];
  if (outcome.initMs !== undefined) parts.push(`Init Duration: ${outcome.initMs.toFixed(2)} ms`);
  if (outcome.kind === "timeout") parts.push("Status: timeout");
  if (outcome.kind === "crash") parts.push("Status: error", `Error Type: ${outcome.errorType}`);
  return `${parts.join("\t")}\t`;
}

function jsonLog(fn: LambdaFunction): PlatformLog {
  const line = (at: number, type: string, record: object) => [JSON.stringify({ time: iso(at), type, record })];
  return {
    initStart: (at) =>
      line(at, "platform.initStart", {
        initializationType: "on-demand",
        phase: "init",
        runtimeVersion: runtimeVersion(fn),
        functionName: fn.name,
        functionVersion: "$LATEST",
      }),
    start: (at, requestId) => line(at, "platform.start", { requestId, version: "$LATEST" }),
    timeout: () => [],
    end: (at, requestId, outcome) =>
      line(at, "platform.report", {
        requestId,
        metrics: {
          durationMs: rounded(outcome.durationMs),
          billedDurationMs: Math.ceil(outcome.durationMs + (outcome.initMs ?? 0)),
          memorySizeMB: fn.settings.memoryMb,
          maxMemoryUsedMB: outcome.maxMemoryMb,
          ...(outcome.initMs !== undefined && { initDurationMs: rounded(outcome.initMs) }),
        },
        status: { success: "success", error: "error", crash: "error", timeout: "timeout" }[outcome.kind],
        ...(outcome.errorType && { errorType: outcome.errorType }),
      }),
  };
}
