import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { AllocateAddressCommand, DescribeAddressesCommand, DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTransit } from "../../src/cloud/faults/events.ts";
import { createFaultBoard } from "../../src/cloud/faults/faults.ts";
import { matches } from "../../src/cloud/faults/pattern.ts";
import type { CloudFault } from "../../src/cloud/types.ts";
import { manualContext } from "./context.ts";
import { errorOf, startCloud, type TestCloud } from "./local.ts";

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await startCloud();
});
afterEach(() => cloud.close());

const addresses = () => cloud.ec2.send(new DescribeAddressesCommand());
const phases = () => cloud.journal.filter(({ kind }) => kind === "fault").map(({ detail }) => detail.phase);

describe("an API that misbehaves", () => {
  it("throttles as often as it is told, and says so in the journal", async () => {
    const fault = cloud.inject({ kind: "throttle", operation: "ec2:DescribeAddresses", count: 2 });
    for (let i = 0; i < 2; i++)
      expect(await errorOf(addresses())).toMatchObject({ code: "RequestLimitExceeded", status: 503 });
    expect(await addresses()).toMatchObject({ Addresses: [] });
    expect(fault.hits).toBe(2);
    expect(phases()).toEqual(["begin", "hit", "hit", "end"]);
  });

  it("fails until the fault is cancelled, and only where the pattern says", async () => {
    const fault = cloud.inject({ kind: "server-error", operation: "ec2:*Addresses" });
    expect(await errorOf(addresses())).toMatchObject({ code: "InternalError", status: 500 });
    expect(await cloud.ec2.send(new DescribeVpcsCommand())).toMatchObject({ Vpcs: [{ IsDefault: true }] });
    fault.cancel();
    fault.cancel();
    expect(await addresses()).toMatchObject({ Addresses: [] });
    expect(phases()).toEqual(["begin", "hit", "end"]);
  });

  it("throttles each service in its own words", async () => {
    const events = new EventBridgeClient(cloud.config);
    cloud.inject({ kind: "throttle", operation: "events:PutEvents" });
    const entry = { Source: "hubshift.hub", DetailType: "x", Detail: "{}" };
    expect(await errorOf(events.send(new PutEventsCommand({ Entries: [entry] })))).toMatchObject({
      code: "ThrottlingException",
    });
    events.destroy();
    cloud.inject({ kind: "throttle", operation: "s3:ListBuckets" });
    cloud.inject({ kind: "throttle", operation: "cloudformation:DescribeStacks" });
    const s3 = new S3Client(cloud.config);
    const stacks = new CloudFormationClient(cloud.config);
    expect(await errorOf(s3.send(new ListBucketsCommand({})))).toMatchObject({ code: "SlowDown", status: 503 });
    expect((await errorOf(stacks.send(new DescribeStacksCommand({})))).code).toBe("Throttling");
    for (const client of [s3, stacks]) client.destroy();
  });

  it("takes its time", async () => {
    cloud.inject({ kind: "delay", operation: "ec2:DescribeAddresses", ms: 200 });
    const begin = performance.now();
    await addresses();
    expect(performance.now() - begin).toBeGreaterThanOrEqual(199);
  });

  it("does what it is asked and is not heard", async () => {
    cloud.inject({ kind: "lost-answer", operation: "ec2:AllocateAddress", count: 1 });
    await expect(cloud.ec2.send(new AllocateAddressCommand())).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect((await addresses()).Addresses).toHaveLength(1);
    const call = cloud.journal.find(({ detail }) => detail.operation === "AllocateAddress");
    expect(call?.detail.status).toBeUndefined();
  });

  it("answers with what was", async () => {
    const fault = cloud.inject({ kind: "stale", operation: "ec2:DescribeAddresses" });
    await addresses();
    await cloud.ec2.send(new AllocateAddressCommand());
    expect((await addresses()).Addresses).toEqual([]);
    fault.cancel();
    expect((await addresses()).Addresses).toHaveLength(1);
  });

  it.each<[string, CloudFault]>([
    ["an operation that nobody has", { kind: "throttle", operation: "ec2:DescribeNothing" }],
    ["a service that nobody has", { kind: "stale", operation: "monitoring:PutMetricData" }],
    ["no time", { kind: "delay", operation: "ec2:*", ms: 0 }],
    ["no number of times", { kind: "throttle", operation: "ec2:*", count: 0.5 }],
    ["events from nowhere", { kind: "event-lost", source: "" }],
  ])("cannot have %s", (_, fault) => {
    expect(() => cloud.inject(fault)).toThrow(RangeError);
    expect(phases()).toEqual([]);
  });
});

describe("events on their way", () => {
  function road(fault: CloudFault) {
    const ctx = manualContext();
    const board = createFaultBoard(ctx);
    board.inject(fault, []);
    const arrived: string[] = [];
    const transit = createTransit(board, ctx.after);
    return { ctx, arrived, send: (source: string, name: string) => transit(source, () => arrived.push(name)) };
  }

  it("are lost, those of the source only", () => {
    const { arrived, send } = road({ kind: "event-lost", source: "aws.*", count: 2 });
    send("aws.ec2", "first");
    send("hubshift.hub", "ours");
    send("aws.cloudwatch", "second");
    send("aws.ec2", "third");
    expect(arrived).toEqual(["ours", "third"]);
  });

  it("come twice", async () => {
    const { ctx, arrived, send } = road({ kind: "event-duplicated", source: "aws.ec2", ms: 50 });
    send("aws.ec2", "one");
    expect(arrived).toEqual(["one"]);
    await ctx.advance(50);
    expect(arrived).toEqual(["one", "one"]);
  });

  it("change places in pairs, and one that stays alone comes late", async () => {
    const { ctx, arrived, send } = road({ kind: "event-reordered", source: "aws.ec2", ms: 50 });
    for (const name of ["a", "b", "c"]) send("aws.ec2", name);
    expect(arrived).toEqual(["b", "a"]);
    await ctx.advance(50);
    expect(arrived).toEqual(["b", "a", "c"]);
  });
});

it.each([
  ["ec2:*", "ec2:StopInstances", true],
  ["ec2:Describe*", "ec2:StopInstances", false],
  ["*", "anything", true],
  ["aws.ec2", "aws-ec2", false],
])("%s matches %s: %s", (pattern, text, expected) => {
  expect(matches(pattern, text)).toBe(expected);
});
