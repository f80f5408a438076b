import { createLogs } from "../../../src/cloud/services/logs/index.ts";
import { manualContext } from "../context.ts";

const caller = { accessKeyId: undefined, arn: "arn:aws:iam::111122223333:root", requestId: "" };
export const GROUP = { logGroupName: "/aws/lambda/f" };
export const ARN = "arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/f";

/** CloudWatch Logs on a clock that the test moves. */
export function logsHarness() {
  const ctx = manualContext();
  const logs = createLogs(ctx);
  async function call<T = Record<string, unknown>>(operation: string, input: object = {}): Promise<T> {
    const run = logs.operations[operation];
    if (!run) throw new Error(`no operation ${operation}`);
    return (await run(input, caller)) as T;
  }
  return { ctx, logs, call };
}

/** A group with two streams and five lines, a second apart. */
export async function withLines() {
  const harness = logsHarness();
  const { ctx, call } = harness;
  await call("CreateLogGroup", GROUP);
  for (const logStreamName of ["a", "b"]) await call("CreateLogStream", { ...GROUP, logStreamName });
  const start = ctx.now() - 10_000;
  const lines = (stream: string, offsets: number[]) =>
    call("PutLogEvents", {
      ...GROUP,
      logStreamName: stream,
      logEvents: offsets.map((n) => ({ timestamp: start + n * 1000, message: `${stream} line ${n}` })),
    });
  await lines("a", [0, 2, 4]);
  await lines("b", [1, 3]);
  return { ...harness, start };
}
