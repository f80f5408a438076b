import { afterEach, describe, expect, it, vi } from "vitest";
import { AWS, realContext } from "../context.ts";
import { lambdaHarness } from "./harness.ts";

const QUEUE = "arn:aws:sqs:us-east-1:111122223333:dead";
const FAILURES = "arn:aws:sns:us-east-1:111122223333:failures";
const SOURCE = { principal: "events.amazonaws.com", sourceArn: "arn:aws:events:us-east-1:111122223333:rule/r" };
const arnOf = (name: string) => `arn:aws:lambda:us-east-1:111122223333:function:${name}`;

let lambda: ReturnType<typeof lambdaHarness>;
afterEach(() => lambda.close());

const ends = () => lambda.ctx.written.filter((entry) => entry.kind === "invoke-end");
const starts = () => lambda.ctx.written.filter((entry) => entry.kind === "invoke-start");
const until = (check: () => void) => vi.waitFor(check, { timeout: 8000, interval: 20 });

async function send(name: string, event: unknown) {
  const Payload = Buffer.from(JSON.stringify(event));
  return lambda.call("Invoke", { FunctionName: name, InvocationType: "Event", Payload });
}

describe("asynchronous invocation", () => {
  it("is accepted at once and runs later", async () => {
    lambda = lambdaHarness();
    await lambda.create("later", "exports.handler = async () => {};");
    expect(await send("later", {})).toEqual({ StatusCode: 202 });
    expect(starts()).toEqual([]);
    await until(() => expect(ends()).toHaveLength(1));
  });

  it("is retried twice with the same request ID, then goes to the dead-letter queue as it came", async () => {
    lambda = lambdaHarness();
    await lambda.create("fails", "exports.handler = async () => { throw new Error('never'); };", {
      DeadLetterConfig: { TargetArn: QUEUE },
    });
    await send("fails", { n: 1 });
    await until(() => expect(lambda.letters).toHaveLength(1));
    expect(starts().map((entry) => entry.detail.attempt)).toEqual([1, 2, 3]);
    const ids = new Set(starts().map((entry) => entry.detail.requestId));
    expect(ids.size).toBe(1);
    expect(lambda.letters).toEqual([
      {
        target: QUEUE,
        body: { n: 1 },
        attributes: { RequestID: [...ids][0], ErrorCode: "200", ErrorMessage: "never" },
      },
    ]);
    const [first, second, third] = starts().map((entry) => entry.at);
    const finished = ends().map((entry) => entry.at);
    expect((second ?? 0) - (finished[0] ?? 0)).toBeGreaterThanOrEqual(198);
    expect((third ?? 0) - (finished[1] ?? 0)).toBeGreaterThanOrEqual(398);
    expect(first).toBeLessThan(second ?? 0);
  });

  it("waits AWS's minutes in profile aws", async () => {
    const waits: number[] = [];
    const ctx = realContext({ ...AWS, coldStartMs: 0 });
    const { after } = ctx;
    ctx.after = (ms, task) => {
      if (ms >= 60_000) waits.push(ms);
      return after(ms >= 60_000 ? 0 : ms, task);
    };
    lambda = lambdaHarness(ctx);
    await lambda.create("fails", "exports.handler = async () => { throw new Error('never'); };", {
      DeadLetterConfig: { TargetArn: QUEUE },
    });
    await send("fails", {});
    await until(() => expect(lambda.letters).toHaveLength(1));
    expect(waits).toEqual([60_000, 120_000]);
  });

  it("sends a record to the on-failure destination, after as many retries as it is told", async () => {
    lambda = lambdaHarness();
    await lambda.create("fails", "exports.handler = async () => { throw new Error('never'); };");
    await lambda.resource("AWS::Lambda::EventInvokeConfig", {
      FunctionName: "fails",
      Qualifier: "$LATEST",
      MaximumRetryAttempts: "0",
      DestinationConfig: { OnFailure: { Destination: FAILURES } },
    });
    await send("fails", { n: 2 });
    await until(() => expect(lambda.letters).toHaveLength(1));
    expect(lambda.letters[0]).toMatchObject({
      target: FAILURES,
      body: {
        version: "1.0",
        timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
        requestContext: {
          requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          functionArn: `${arnOf("fails")}:$LATEST`,
          condition: "RetriesExhausted",
          approximateInvokeCount: 1,
        },
        requestPayload: { n: 2 },
        responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
        responsePayload: { errorType: "Error", errorMessage: "never" },
      },
    });
    expect(starts()).toHaveLength(1);
  });

  it("hands a success to another function, and to the event bus", async () => {
    lambda = lambdaHarness();
    await lambda.create("first", "exports.handler = async (event) => event.n + 1;");
    await lambda.create("second", "exports.handler = async (event) => console.log(event.responsePayload);");
    const put = (destination: string) =>
      lambda.call("PutFunctionEventInvokeConfig", {
        FunctionName: "first",
        DestinationConfig: { OnSuccess: { Destination: destination } },
      });
    await put(arnOf("second"));
    await send("first", { n: 1 });
    await until(() => expect(lambda.messages("/aws/lambda/second").join("\n")).toMatch(/INFO\t2$/m));
    await put("arn:aws:events:us-east-1:111122223333:event-bus/default");
    await send("first", { n: 2 });
    await until(() => expect(lambda.ctx.emitted).toHaveLength(1));
    expect(lambda.ctx.emitted[0]).toMatchObject({
      source: "lambda",
      "detail-type": "Lambda Function Invocation Result - Success",
      detail: { responsePayload: 3 },
    });
  });

  it("drops events of a function with no concurrency without running it", async () => {
    lambda = lambdaHarness();
    await lambda.create("off", "exports.handler = async () => {};", { DeadLetterConfig: { TargetArn: QUEUE } });
    await lambda.call("PutFunctionConcurrency", { FunctionName: "off", ReservedConcurrentExecutions: 0 });
    await send("off", { n: 3 });
    await until(() => expect(lambda.letters).toMatchObject([{ target: QUEUE, body: { n: 3 } }]));
    expect(starts()).toEqual([]);
  });

  it("queues events of a function that is at its limit until there is room", async () => {
    lambda = lambdaHarness();
    await lambda.create("one", "exports.handler = () => new Promise((r) => setTimeout(r, 100));", {
      ReservedConcurrentExecutions: 1,
    });
    await send("one", {});
    await send("one", {});
    await until(() => expect(ends().map((entry) => entry.detail.outcome)).toEqual(["success", "success"]));
    expect(starts().map((entry) => entry.detail.start)).toEqual(["cold", "warm"]);
  });
});

describe("invocation by another service", () => {
  it("needs a permission for the service and its resource", async () => {
    lambda = lambdaHarness();
    await lambda.create("f", "exports.handler = async () => {};");
    const refuse = { code: "AccessDeniedException", status: 403 };
    const invoke = () => lambda.service.invokeAsync(arnOf("f"), {}, SOURCE);
    expect(invoke).toThrow(expect.objectContaining(refuse));
    const permit = (properties: object) =>
      lambda.resource(
        "AWS::Lambda::Permission",
        { FunctionName: arnOf("f"), Action: "lambda:InvokeFunction", ...properties },
        "Permit",
      );
    await permit({ Principal: "sns.amazonaws.com" });
    expect(invoke).toThrow(expect.objectContaining(refuse));
    await permit({ Principal: "events.amazonaws.com", SourceArn: `${SOURCE.sourceArn}-other` });
    expect(invoke).toThrow(expect.objectContaining(refuse));
    await permit({ Principal: "events.amazonaws.com", SourceArn: SOURCE.sourceArn, SourceAccount: "999999999999" });
    expect(invoke).toThrow(expect.objectContaining(refuse));
    await permit({ Principal: "events.amazonaws.com", SourceArn: SOURCE.sourceArn });
    invoke();
    await until(() => expect(ends()).toHaveLength(1));
    expect(() => lambda.service.invokeAsync(arnOf("none"), {}, SOURCE)).toThrow(
      expect.objectContaining({ code: "ResourceNotFoundException" }),
    );
  });

  it("takes wildcards in the source's ARN", async () => {
    lambda = lambdaHarness();
    await lambda.create("f", "exports.handler = async () => {};");
    await lambda.call("AddPermission", {
      FunctionName: "f",
      StatementId: "s",
      Action: "lambda:InvokeFunction",
      Principal: "events.amazonaws.com",
      SourceArn: "arn:aws:events:*:111122223333:rule/?",
    });
    lambda.service.invokeAsync(arnOf("f"), {}, SOURCE);
    await until(() => expect(ends()).toHaveLength(1));
  });
});
