import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AllocateAddressCommand, DescribeAddressesCommand } from "@aws-sdk/client-ec2";
import { EventBridgeClient, PutEventsCommand, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { errorOf, startCloud, type TestCloud } from "./local.ts";

const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
const FUNCTION = {
  Role: {
    Type: "AWS::IAM::Role",
    Properties: { AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [trust] } },
  },
  Function: {
    Type: "AWS::Lambda::Function",
    Properties: {
      FunctionName: "f",
      Runtime: "nodejs20.x",
      Handler: "index.handler",
      Role: { "Fn::GetAtt": ["Role", "Arn"] },
      Code: { ZipFile: "exports.handler = async () => 'well';" },
    },
  },
};

let cloud: TestCloud;
let events: EventBridgeClient;
beforeAll(async () => {
  cloud = await startCloud();
  events = new EventBridgeClient(cloud.config);
  await events.send(new PutRuleCommand({ Name: "all", EventPattern: JSON.stringify({ source: ["test"] }) }));
  const Arn = "arn:aws:sqs:eu-west-1:111122223333:nobody";
  await events.send(new PutTargetsCommand({ Rule: "all", Targets: [{ Id: "T", Arn }] }));
});
afterAll(async () => {
  events.destroy();
  await cloud.close();
});
afterEach(() => ask("DELETE", "/_faults"));

/** What another program on this machine would send. */
async function ask<Body = unknown>(method: string, path: string, fault?: unknown) {
  const body =
    fault === undefined || method === "GET" ? {} : { body: typeof fault === "string" ? fault : JSON.stringify(fault) };
  const response = await fetch(new URL(path, cloud.url), { method, ...body });
  return { status: response.status, body: (await response.json()) as Body };
}

const order = async (fault: unknown) => expect(await ask("POST", "/_faults", fault)).toMatchObject({ status: 201 });
const addresses = () => cloud.ec2.send(new DescribeAddressesCommand());

describe("faults ordered over HTTP, as AWS's clients meet them", () => {
  it("throttle", async () => {
    await order({ kind: "throttle", operation: "ec2:DescribeAddresses", count: 1 });
    expect(await errorOf(addresses())).toMatchObject({ code: "RequestLimitExceeded", status: 503 });
    expect(await addresses()).toMatchObject({ Addresses: [] });
  });

  it("server-error", async () => {
    await order({ kind: "server-error", operation: "ec2:*" });
    expect(await errorOf(addresses())).toMatchObject({ code: "InternalError", status: 500 });
  });

  it("delay", async () => {
    await order({ kind: "delay", operation: "ec2:DescribeAddresses", ms: 200 });
    const begin = performance.now();
    await addresses();
    expect(performance.now() - begin).toBeGreaterThanOrEqual(199);
  });

  it("lost-answer, and a stale read of what was done", async () => {
    await order({ kind: "stale", operation: "ec2:DescribeAddresses" });
    expect(await addresses()).toMatchObject({ Addresses: [] });
    await order({ kind: "lost-answer", operation: "ec2:AllocateAddress", count: 1 });
    await expect(cloud.ec2.send(new AllocateAddressCommand())).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect(await addresses()).toMatchObject({ Addresses: [] });
    await ask("DELETE", "/_faults");
    expect((await addresses()).Addresses).toHaveLength(1);
  });

  it.each([
    [{ kind: "event-lost", source: "test" }, []],
    [{ kind: "event-duplicated", source: "test", ms: 20 }, ["a", "a", "b", "b"]],
    [{ kind: "event-reordered", source: "test", ms: 5_000 }, ["b", "a"]],
  ])("%j", async (fault, arrived) => {
    const from = cloud.journal.length;
    const of = (wanted: string) =>
      cloud.journal.slice(from).flatMap(({ kind, detail }) => (kind === wanted ? [detail] : []));
    const names = () => new Map(of("event").map((event) => [event.id, event["detail-type"]]));
    const seen = () => of("rule-matched").map(({ eventId }) => names().get(eventId));
    await order(fault);
    for (const name of ["a", "b"]) {
      await events.send(new PutEventsCommand({ Entries: [{ Source: "test", DetailType: name, Detail: "{}" }] }));
      if (fault.kind === "event-duplicated") await vi.waitFor(() => expect(seen().length % 2).toBe(0));
    }
    await ask("DELETE", "/_faults");
    // What comes after it has not been held up: nothing else is on its way.
    await events.send(new PutEventsCommand({ Entries: [{ Source: "test", DetailType: "last", Detail: "{}" }] }));
    await vi.waitFor(() => expect(seen()).toEqual([...arrived, "last"]));
  });

  it("lambda-outage", async () => {
    await cloud.deploy("function", { Resources: FUNCTION }, ".");
    const lambda = new LambdaClient(cloud.config);
    const invoke = () => lambda.send(new InvokeCommand({ FunctionName: "f" }));
    await order({ kind: "lambda-outage" });
    expect(await errorOf(invoke())).toMatchObject({ code: "ServiceException", status: 500 });
    await ask("DELETE", "/_faults");
    expect(Buffer.from((await invoke()).Payload ?? []).toString()).toBe('"well"');
    lambda.destroy();
  });
});

describe("the endpoint", () => {
  const throttle = { kind: "throttle", operation: "ec2:*" };

  it("lists what is in effect, and ends one or all", async () => {
    expect(await ask("GET", "/_faults")).toEqual({ status: 200, body: [] });
    const { body: first } = await ask<{ id: number }>("POST", "/_faults", throttle);
    const { body: second } = await ask("POST", "/_faults", { kind: "lambda-outage" });
    expect(first).toEqual({ id: expect.any(Number), fault: throttle, hits: 0 });
    await errorOf(addresses());
    expect((await ask("GET", "/_faults")).body).toEqual([{ ...first, hits: 1 }, second]);
    expect(await ask("DELETE", `/_faults/${first.id}`)).toEqual({ status: 200, body: [{ ...first, hits: 1 }] });
    expect(await ask("DELETE", `/_faults/${first.id}`)).toMatchObject({ status: 404 });
    expect((await ask("DELETE", "/_faults")).body).toEqual([second]);
    expect((await ask("GET", "/_faults")).body).toEqual([]);
  });

  it.each([
    ["no JSON", "throttle", "the body is not JSON"],
    ["no kind", { operation: "ec2:*" }, "kind: Invalid"],
    ["a member too many", { ...throttle, ms: 1 }, 'Unrecognized key: "ms"'],
    ["a member too few", { kind: "delay", operation: "ec2:*" }, "ms: Invalid"],
    [
      "an operation that nobody has",
      { kind: "throttle", operation: "ec2:No" },
      "ec2:No matches no operation of LocalCloud",
    ],
    ["no number of times", { ...throttle, count: 0 }, "count must be a whole number above 0, not 0"],
  ])("refuses %s, and says why", async (_, fault, why) => {
    const { status, body } = await ask("POST", "/_faults", fault);
    expect({ status, body }).toEqual({ status: 400, body: { error: expect.stringContaining(why) } });
    expect((await ask("GET", "/_faults")).body).toEqual([]);
  });

  it.each([
    ["PUT", "/_faults", 405],
    ["POST", "/_faults/1", 405],
    ["GET", "/_faults/1", 405],
  ])("has no %s %s", async (method, path, status) => {
    expect(await ask(method, path, throttle)).toMatchObject({ status });
  });

  it.each([
    ["a page from elsewhere", { origin: "https://example.net" }],
    ["a page of a file", { origin: "null" }],
    ["a name that somebody has pointed here", { host: "rebound.example.net" }],
  ])("is not for %s", async (_, headers) => {
    for (const method of ["GET", "POST", "DELETE"]) {
      const sent = request(new URL("/_faults", cloud.url), { method, headers });
      sent.end(method === "POST" ? JSON.stringify(throttle) : undefined);
      const [answer] = (await once(sent, "response")) as [IncomingMessage];
      expect(answer.resume().statusCode).toBe(403);
    }
    expect((await ask("GET", "/_faults")).body).toEqual([]);
  });

  it("is not on the socket that machines of a laboratory reach the API by", async () => {
    const folder = await mkdtemp(join(tmpdir(), "fault-socket-"));
    const socketPath = join(folder, "cloud.sock");
    const relayed = await startCloud({ socket: socketPath });
    try {
      const sent = request({ socketPath, path: "/_faults", method: "POST", headers: { host: "127.0.0.1" } });
      sent.end(JSON.stringify(throttle));
      const [answer] = (await once(sent, "response")) as [IncomingMessage];
      expect(answer.resume().statusCode).toBeGreaterThanOrEqual(400);
      expect(await (await fetch(new URL("/_faults", relayed.url))).json()).toEqual([]);
    } finally {
      await relayed.close();
      await rm(folder, { recursive: true });
    }
  });
});
