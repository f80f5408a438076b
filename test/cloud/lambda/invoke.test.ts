import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lambdaHarness } from "./harness.ts";

let lambda: ReturnType<typeof lambdaHarness>;
beforeEach(() => {
  lambda = lambdaHarness();
});
afterEach(() => lambda.close());

const journal = (kind: string) =>
  lambda.ctx.written.filter((entry) => entry.kind === kind).map((entry) => entry.detail);

describe("Invoke", () => {
  it("answers with what the handler returns, and reuses the environment", async () => {
    await lambda.create(
      "echo",
      "let n = 0; exports.handler = async (event) => ({ event, count: ++n, pid: process.pid });",
    );
    const first = await lambda.invoke("echo", { a: 1 });
    const second = await lambda.invoke("echo", { a: 2 });
    expect(first).toMatchObject({ StatusCode: 200, ExecutedVersion: "$LATEST", result: { event: { a: 1 }, count: 1 } });
    expect(first).not.toHaveProperty("FunctionError");
    expect(second.result).toEqual({ event: { a: 2 }, count: 2, pid: first.result.pid });
    expect(journal("invoke-start").map((detail) => detail.start)).toEqual(["cold", "warm"]);
    expect(journal("invoke-end").map((detail) => detail.outcome)).toEqual(["success", "success"]);
  });

  it("makes a second environment while the first is busy", async () => {
    await lambda.create("slow", "exports.handler = () => new Promise((r) => setTimeout(() => r(process.pid), 200));");
    const both = await Promise.all([lambda.invoke("slow"), lambda.invoke("slow")]);
    expect(new Set(both.map((one) => one.result)).size).toBe(2);
  });

  it("gives the handler Lambda's context", async () => {
    await lambda.create(
      "context",
      "exports.handler = async (_, c) => ({ ...c, left: c.getRemainingTimeInMillis() });",
      { Timeout: 5 },
    );
    const { result } = await lambda.invoke("context");
    expect(result).toMatchObject({
      functionName: "context",
      functionVersion: "$LATEST",
      memoryLimitInMB: "128",
      invokedFunctionArn: "arn:aws:lambda:us-east-1:111122223333:function:context",
      logGroupName: "/aws/lambda/context",
    });
    expect(result.awsRequestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(result.left).toBeGreaterThan(4000);
    expect(result.left).toBeLessThanOrEqual(5000);
  });

  it("takes a handler that calls back", async () => {
    await lambda.create(
      "callback",
      "exports.handler = (event, context, done) => setTimeout(() => done(null, 'later'), 5);",
    );
    expect((await lambda.invoke("callback")).result).toBe("later");
  });

  it("answers a thrown error with its type, message and trace", async () => {
    await lambda.create("fails", "exports.handler = async () => { throw new RangeError('too far'); };");
    const { FunctionError, StatusCode, result } = await lambda.invoke("fails");
    expect({ FunctionError, StatusCode }).toEqual({ FunctionError: "Unhandled", StatusCode: 200 });
    expect(result).toMatchObject({ errorType: "RangeError", errorMessage: "too far" });
    expect(result.trace[0]).toBe("RangeError: too far");
    const logged = lambda.messages("/aws/lambda/fails").find((line) => line.includes("Invoke Error"));
    expect(logged).toMatch(/^\d{4}-.*Z\t[0-9a-f-]{36}\tERROR\tInvoke Error \t\{"errorType":"RangeError"/);
  });

  it("ends a function that takes too long, and the next one starts afresh", async () => {
    await lambda.create("hangs", "exports.handler = async (e) => { while (e.spin); return process.pid; };", {
      Timeout: 1,
    });
    const warm = await lambda.invoke("hangs");
    const { FunctionError, result } = await lambda.invoke("hangs", { spin: true });
    expect(FunctionError).toBe("Unhandled");
    expect(result.errorMessage).toMatch(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/);
    expect(
      lambda
        .messages("/aws/lambda/hangs")
        .some((line) => /Z [0-9a-f-]{36} Task timed out after 1\.00 seconds$/.test(line)),
    ).toBe(true);
    expect((await lambda.invoke("hangs")).result).not.toBe(warm.result);
    expect(journal("invoke-end").map((detail) => detail.outcome)).toEqual(["success", "timeout", "success"]);
  });

  it.each([
    ["process.exit(3)", "Runtime exited with error: exit status 3"],
    ["process.exit(0)", "Runtime exited without providing a reason"],
    ["process.kill(process.pid, 'SIGKILL')", "Runtime exited with error: signal: killed"],
  ])("answers a function that ends its process by %s", async (code, reason) => {
    await lambda.create("crash", `exports.handler = async () => { ${code}; await new Promise(() => {}); };`);
    const { FunctionError, result } = await lambda.invoke("crash");
    expect(FunctionError).toBe("Unhandled");
    expect(result.errorType).toBe("Runtime.ExitError");
    expect(result.errorMessage).toMatch(new RegExp(`^RequestId: [0-9a-f-]{36} Error: ${reason}$`));
  });

  it("answers an uncaught exception and an unhandled rejection, in a new process afterwards", async () => {
    await lambda.create(
      "loose",
      `exports.handler = async (how) => {
         if (how === "throw") setImmediate(() => { throw new TypeError("loose end"); });
         if (how === "reject") Promise.reject(new Error("nobody cares"));
         if (how) await new Promise(() => {});
         return "fine";
       };`,
    );
    expect((await lambda.invoke("loose", "throw")).result).toMatchObject({
      errorType: "TypeError",
      errorMessage: "loose end",
    });
    const rejected = (await lambda.invoke("loose", "reject")).result;
    expect(rejected).toMatchObject({
      errorType: "Runtime.UnhandledPromiseRejection",
      errorMessage: "Error: nobody cares",
    });
    expect((await lambda.invoke("loose", "")).result).toBe("fine");
  });

  it.each([
    [
      "index.missing",
      "exports.handler = async () => 1;",
      "Runtime.HandlerNotFound",
      "index.missing is undefined or not exported",
    ],
    ["nowhere.handler", "", "Runtime.ImportModuleError", "Error: Cannot find module 'nowhere'"],
    ["index.handler", "require('left-pad');", "Runtime.ImportModuleError", "Error: Cannot find module 'left-pad'"],
    ["index.handler", "exports.handler = (;", "Runtime.UserCodeSyntaxError", "SyntaxError: "],
  ])("answers code that cannot be loaded (%s, %s)", async (Handler, code, errorType, message) => {
    await lambda.create("broken", code, { Handler });
    const { FunctionError, result } = await lambda.invoke("broken");
    expect(FunctionError).toBe("Unhandled");
    expect(result.errorType).toBe(errorType);
    expect(result.errorMessage).toContain(message);
  });

  it("runs the function with nothing of this process's environment", async () => {
    process.env.HUBSHIFT_TEST_SECRET = "do not leak";
    await lambda.create("env", "exports.handler = async () => process.env;", {
      Environment: { Variables: { MODE: "reference", ATTEMPTS: 3 } },
    });
    const { result } = await lambda.invoke("env");
    delete process.env.HUBSHIFT_TEST_SECRET;
    expect(result).toMatchObject({
      MODE: "reference",
      ATTEMPTS: "3",
      AWS_REGION: "us-east-1",
      AWS_ENDPOINT_URL: lambda.ctx.url,
      AWS_ACCESS_KEY_ID: "ASIATEST",
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_SESSION_TOKEN: "token",
      AWS_LAMBDA_FUNCTION_NAME: "env",
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs20.x",
      _HANDLER: "index.handler",
      TZ: ":UTC",
    });
    const others = Object.keys(result).filter(
      (name) => !/^(AWS_|_HANDLER$|_X_AMZN|LAMBDA_|PATH$|TZ$|LANG$|MODE$|ATTEMPTS$)/.test(name),
    );
    expect(others).toEqual([]);
  });

  it("logs START, the function's lines and REPORT, and answers their tail", async () => {
    await lambda.create(
      "talks",
      "console.log('loading'); exports.handler = async () => { console.warn('two\\nlines', { a: 1 }); process.stdout.write('raw\\n'); };",
    );
    const { LogResult } = await lambda.invoke("talks", {}, { LogType: "Tail" });
    const lines = lambda.messages("/aws/lambda/talks");
    expect(lines).toHaveLength(7);
    expect(lines[0]).toMatch(/^INIT_START Runtime Version: nodejs:20$/);
    expect(lines[1]).toMatch(/^\S+Z\tundefined\tINFO\tloading$/);
    expect(lines[2]).toMatch(/^START RequestId: [0-9a-f-]{36} Version: \$LATEST$/);
    expect(lines[3]).toMatch(/^\S+Z\t[0-9a-f-]{36}\tWARN\ttwo\nlines \{ a: 1 \}$/);
    expect(lines[4]).toBe("raw");
    expect(lines[5]).toMatch(/^END RequestId: [0-9a-f-]{36}$/);
    expect(lines[6]).toMatch(
      /^REPORT RequestId: [0-9a-f-]{36}\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: [1-9]\d* MB\tInit Duration: \d+\.\d\d ms\t$/,
    );
    expect(Buffer.from(LogResult ?? "", "base64").toString()).toBe(`${lines.join("\n")}\n`);
  });

  it("logs JSON, from the level and to the group that LoggingConfig says", async () => {
    await lambda.create("json", "exports.handler = async () => { console.info('quiet'); console.error('loud', 7); };", {
      LoggingConfig: { LogFormat: "JSON", ApplicationLogLevel: "WARN", LogGroup: "/custom" },
    });
    await lambda.invoke("json");
    const lines = lambda.messages("/custom").map((line) => JSON.parse(line));
    expect(lines.map((line) => line.type ?? line.level)).toEqual([
      "platform.initStart",
      "platform.start",
      "ERROR",
      "platform.report",
    ]);
    expect(lines[2]).toMatchObject({ level: "ERROR", message: "loud 7", requestId: lines[1].record.requestId });
    expect(lines[3].record).toMatchObject({ status: "success", metrics: { memorySizeMB: 128 } });
  });

  it("limits the heap to the memory size", async () => {
    await lambda.create("heap", "exports.handler = async () => process.execArgv;", { MemorySize: 256 });
    expect((await lambda.invoke("heap")).result).toEqual(["--max-old-space-size=256"]);
  });

  it("answers DryRun with 204 and runs nothing", async () => {
    await lambda.create("dry", "exports.handler = async () => 1;");
    expect(await lambda.call("Invoke", { FunctionName: "dry", InvocationType: "DryRun" })).toEqual({ StatusCode: 204 });
    expect(journal("invoke-start")).toEqual([]);
  });

  it("refuses what AWS refuses", async () => {
    await lambda.create("f", "exports.handler = async () => 1;");
    await expect(lambda.invoke("nobody")).rejects.toMatchObject({
      code: "ResourceNotFoundException",
      status: 404,
      message: "Function not found: arn:aws:lambda:us-east-1:111122223333:function:nobody",
    });
    await expect(lambda.call("Invoke", { FunctionName: "f", Payload: Buffer.from("{") })).rejects.toMatchObject({
      code: "InvalidRequestContentException",
    });
    await expect(lambda.call("Invoke", { FunctionName: "f", InvocationType: "Often" })).rejects.toMatchObject({
      code: "ValidationException",
      message:
        "1 validation error detected: Value 'Often' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [RequestResponse, Event, DryRun]",
    });
    await lambda.call("PutFunctionConcurrency", { FunctionName: "f", ReservedConcurrentExecutions: 0 });
    await expect(lambda.invoke("f")).rejects.toMatchObject({
      code: "TooManyRequestsException",
      status: 429,
      fields: { Reason: "ReservedFunctionConcurrentInvocationLimitExceeded" },
    });
  });

  it("leaves no process and no file", async () => {
    await lambda.create("stays", "exports.handler = async () => process.pid;");
    const { result: pid } = await lambda.invoke("stays");
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    await lambda.service.close?.();
    expect(existsSync(`/proc/${pid}`)).toBe(false);
    expect(existsSync(join(lambda.ctx.workDir, "lambda"))).toBe(false);
  });
});
