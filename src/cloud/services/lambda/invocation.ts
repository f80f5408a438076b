import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AwsError } from "../../core/error.ts";
import type { CloudContext } from "../../core/types.ts";
import { type Answer, Environment } from "./environment.ts";
import { writerFor } from "./execution-role.ts";
import type { LambdaFunction, LambdaState } from "./function.ts";
import { type PlatformLog, platformLog } from "./log-format.ts";
import { endingOf, memoryMb, type Outcome, timeoutEnding } from "./outcome.ts";
import { RUNTIME_PROGRAM } from "./runtime-program.ts";
import { environmentVariables } from "./variables.ts";

/** Lambda ends an environment whose handler is not loaded by then, s. */
const INIT_LIMIT = 10;

/** One attempt to run a function. */
export interface Attempt {
  requestId: string;
  /** JSON text. */
  payload: string;
  /** 1 for the first. */
  number: number;
}

/** The folder of all of Lambda's files. */
export const lambdaFolder = (ctx: CloudContext): string => join(ctx.workDir, "lambda");

/** @throws AwsError TooManyRequestsException (429) when the function's reserved concurrency is in use. */
export function requireCapacity(fn: LambdaFunction): void {
  const busy = [...fn.environments].filter((environment) => environment.busy).length;
  if (fn.reservedConcurrency === undefined || busy < fn.reservedConcurrency) return;
  throw new AwsError("TooManyRequestsException", "Rate Exceeded.", 429, {
    Type: "User",
    Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
  });
}

/** Runs a function once, in an idle environment or in a new one. Resolves with whatever became of it. */
export async function run(state: LambdaState, fn: LambdaFunction, attempt: Attempt): Promise<Outcome> {
  const { ctx } = state;
  const idle = [...fn.environments].find((environment) => !environment.busy && !environment.retired);
  const environment = idle ?? newEnvironment(state, fn);
  environment.busy = true;
  environment.lines = [];
  const detail = {
    requestId: attempt.requestId,
    function: fn.name,
    start: idle ? "warm" : "cold",
    attempt: attempt.number,
  };
  ctx.journal("invoke-start", detail);

  const began = ctx.now();
  const failure = idle ? undefined : await initialize(state, fn, environment);
  const initMs = idle ? undefined : ctx.now() - began;
  const outcome = { ...(await runIn(state, fn, environment, attempt, failure)), initMs, log: environment.lines };
  writeAll(environment, ctx, (log, at) => log.end(at, attempt.requestId, outcome), fn);

  release(fn, environment);
  const { kind, errorType, durationMs } = outcome;
  ctx.journal("invoke-end", { ...detail, outcome: kind, errorType, durationMs, initMs });
  return outcome;
}

/** An environment that has a name and a place among the busy ones, but no process yet. */
function newEnvironment(state: LambdaState, fn: LambdaFunction): Environment {
  const date = new Date(state.ctx.now()).toISOString().slice(0, 10).replaceAll("-", "/");
  const stream = `${date}/[$LATEST]${randomBytes(16).toString("hex")}`;
  const environment = new Environment(stream, writerFor(state, fn, stream));
  fn.environments.add(environment);
  return environment;
}

/** Starts the process after the profile's cold start. Resolves with the answer that stands for a failed initialization. */
async function initialize(
  state: LambdaState,
  fn: LambdaFunction,
  environment: Environment,
): Promise<Limited | undefined> {
  const { ctx } = state;
  writeAll(environment, ctx, (log, at) => log.initStart(at), fn);
  if (ctx.profile.coldStartMs > 0)
    await new Promise<void>((resolve) => void ctx.after(ctx.profile.coldStartMs, resolve));
  const program = join(lambdaFolder(ctx), "runtime.mjs");
  mkdirSync(lambdaFolder(ctx), { recursive: true });
  writeFileSync(program, RUNTIME_PROGRAM);
  const ready = environment.start({
    program,
    cwd: fn.taskRoot,
    memoryMb: fn.settings.memoryMb,
    variables: environmentVariables(state, fn, environment.logStream),
  });
  const answer = await limited(state, INIT_LIMIT, ready);
  if (answer === "timeout") return answer;
  return answer.kind === "ready" ? undefined : answer;
}

type Limited = Answer | "timeout";
type Run = Omit<Outcome, "initMs" | "log">;

async function runIn(
  state: LambdaState,
  fn: LambdaFunction,
  environment: Environment,
  attempt: Attempt,
  failure: Limited | undefined,
): Promise<Run> {
  const { ctx } = state;
  const seconds = failure === undefined ? fn.settings.timeoutSeconds : INIT_LIMIT;
  writeAll(environment, ctx, (log, at) => log.start(at, attempt.requestId), fn);
  const started = ctx.now();
  const { requestId, payload } = attempt;
  const request = {
    requestId,
    payload,
    deadline: started + seconds * 1000,
    functionArn: fn.arn,
    traceId: traceId(started),
  };
  const answer = failure ?? (await limited(state, seconds, environment.invoke(request)));
  const durationMs = ctx.now() - started;
  if (answer !== "timeout") return { ...endingOf(requestId, answer), durationMs, maxMemoryMb: memoryMb(answer) };
  void environment.kill();
  writeAll(environment, ctx, (log, at) => log.timeout(at, requestId, seconds), fn);
  return { ...timeoutEnding(requestId, seconds), durationMs, maxMemoryMb: fn.settings.memoryMb };
}

/** The answer, or `timeout` when it takes longer than `seconds`. */
function limited<T>(state: LambdaState, seconds: number, answer: Promise<T>): Promise<T | "timeout"> {
  return new Promise((resolve) => {
    const timer = state.ctx.after(seconds * 1000, () => resolve("timeout"));
    void answer.then((value) => {
      timer.cancel();
      resolve(value);
    });
  });
}

/** Back among the idle ones, unless it must not be used again. */
function release(fn: LambdaFunction, environment: Environment): void {
  environment.busy = false;
  if (!environment.retired) return;
  fn.environments.delete(environment);
  void environment.kill();
}

function writeAll(
  environment: Environment,
  ctx: CloudContext,
  lines: (log: PlatformLog, at: number) => string[],
  fn: LambdaFunction,
): void {
  const at = Math.floor(ctx.now());
  environment.log(lines(platformLog(fn), at).map((message) => ({ at, message })));
}

/** What X-Ray calls a request; LocalCloud samples none. */
function traceId(at: number): string {
  const seconds = Math.floor(at / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString("hex")};Parent=${randomBytes(8).toString("hex")};Sampled=0`;
}
