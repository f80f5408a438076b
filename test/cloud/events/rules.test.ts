import { describe, expect, it } from "vitest";
import { eventsHarness, FUNCTION } from "./harness.ts";

const PATTERN = '{"source":["aws.ec2"]}';
const arn = (name: string) => `arn:aws:events:us-east-1:111122223333:rule/${name}`;

async function withRule() {
  const harness = eventsHarness();
  await harness.call("PutRule", {
    Name: "stop",
    EventPattern: PATTERN,
    Description: "d",
    Tags: [{ Key: "a", Value: "1" }],
  });
  return harness;
}

describe("rules", () => {
  it("are described as they were put", async () => {
    const { call } = await withRule();
    expect(await call("DescribeRule", { Name: "stop" })).toEqual({
      Name: "stop",
      Arn: arn("stop"),
      EventPattern: PATTERN,
      State: "ENABLED",
      Description: "d",
      EventBusName: "default",
      CreatedBy: "111122223333",
    });
    await call("DisableRule", { Name: "stop" });
    expect(await call("DescribeRule", { Name: "stop" })).toMatchObject({ State: "DISABLED" });
    await call("EnableRule", { Name: "stop" });
    expect(await call("DescribeRule", { Name: "stop", EventBusName: "default" })).toMatchObject({ State: "ENABLED" });
  });

  it("are listed by name, page by page", async () => {
    const { call } = await withRule();
    for (const name of ["b-1", "b-3", "b-2"]) await call("PutRule", { Name: name, EventPattern: PATTERN });
    type Listing = { Rules: { Name: string }[]; NextToken: string };
    const first = await call<Listing>("ListRules", { NamePrefix: "b-", Limit: 2 });
    const second = await call<Listing>("ListRules", { NamePrefix: "b-", Limit: 2, NextToken: first.NextToken });
    expect([first, second].map((listing) => listing.Rules.map((rule) => rule.Name))).toEqual([["b-1", "b-2"], ["b-3"]]);
    expect(second.NextToken).toBeUndefined();
  });

  it("have targets and tags, and stay while they have targets", async () => {
    const { call } = await withRule();
    await call("PutTargets", { Rule: "stop", Targets: [{ Id: "1", Arn: FUNCTION }] });
    expect(await call("ListTargetsByRule", { Rule: "stop" })).toMatchObject({ Targets: [{ Id: "1", Arn: FUNCTION }] });
    expect(await call("ListRuleNamesByTarget", { TargetArn: FUNCTION })).toMatchObject({ RuleNames: ["stop"] });
    await expect(call("DeleteRule", { Name: "stop" })).rejects.toMatchObject({
      code: "ValidationException",
      message: "Rule can't be deleted since it has targets.",
    });
    await call("RemoveTargets", { Rule: "stop", Ids: ["1"] });
    await call("TagResource", { ResourceARN: arn("stop"), Tags: [{ Key: "b", Value: "2" }] });
    await call("UntagResource", { ResourceARN: arn("stop"), TagKeys: ["a"] });
    expect(await call("ListTagsForResource", { ResourceARN: arn("stop") })).toEqual({
      Tags: [{ Key: "b", Value: "2" }],
    });
    await call("DeleteRule", { Name: "stop" });
    await call("DeleteRule", { Name: "stop" });
    expect(await call("ListRules")).toMatchObject({ Rules: [] });
  });

  it.each([
    [
      "PutRule",
      { Name: "a b", EventPattern: PATTERN },
      "ValidationException",
      "1 validation error detected: Value 'a b' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+",
    ],
    [
      "PutRule",
      { Name: "a" },
      "ValidationException",
      "Parameter(s) EventPattern or ScheduleExpression must be specified.",
    ],
    [
      "PutRule",
      { Name: "a", EventPattern: '{"a":"b"}' },
      "InvalidEventPatternException",
      'Event pattern is not valid. Reason: "a" must be an object or an array',
    ],
    [
      "PutRule",
      { Name: "a", EventPattern: PATTERN, EventBusName: "mine" },
      "ResourceNotFoundException",
      "Event bus mine does not exist.",
    ],
    [
      "PutRule",
      {},
      "ValidationException",
      "1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null",
    ],
    ["DescribeRule", { Name: "none" }, "ResourceNotFoundException", "Rule none does not exist on EventBus default."],
    [
      "PutTargets",
      { Rule: "none", Targets: [{ Id: "1", Arn: FUNCTION }] },
      "ResourceNotFoundException",
      "Rule none does not exist on EventBus default.",
    ],
    [
      "PutTargets",
      { Rule: "stop", Targets: [{ Id: "1", Arn: "nonsense" }] },
      "ValidationException",
      "Parameter nonsense is not valid. Reason: Provided Arn is not in correct format.",
    ],
    [
      "PutTargets",
      { Rule: "stop", Targets: [{ Id: "1", Arn: FUNCTION, Input: "{" }] },
      "ValidationException",
      "Parameter Input is not valid. Reason: JSON syntax error in input for target 1.",
    ],
    [
      "PutTargets",
      { Rule: "stop", Targets: [1, 2, 3, 4, 5, 6].map((n) => ({ Id: `${n}`, Arn: FUNCTION })) },
      "LimitExceededException",
      "The requested resource exceeds the maximum number allowed.",
    ],
    ["ListRules", { NextToken: "!" }, "ValidationException", "Invalid NextToken"],
  ])("%s refuses %j", async (operation, input, code, message) => {
    const { call } = await withRule();
    await expect(call(operation, input)).rejects.toMatchObject({ code, message });
  });

  it("know the default bus", async () => {
    const { call } = eventsHarness();
    const bus = { Name: "default", Arn: "arn:aws:events:us-east-1:111122223333:event-bus/default" };
    expect(await call("DescribeEventBus")).toEqual(bus);
    expect(await call("ListEventBuses")).toEqual({ EventBuses: [bus] });
  });
});

describe("TestEventPattern", () => {
  const event = { id: "1", account: "1", source: "aws.ec2", time: "t", region: "r", resources: [], "detail-type": "d" };
  it("answers whether the pattern matches", async () => {
    const { call } = eventsHarness();
    const test = (pattern: string) => call("TestEventPattern", { EventPattern: pattern, Event: JSON.stringify(event) });
    expect(await test(PATTERN)).toEqual({ Result: true });
    expect(await test('{"source":["x"]}')).toEqual({ Result: false });
    await expect(call("TestEventPattern", { EventPattern: PATTERN, Event: "{}" })).rejects.toMatchObject({
      code: "ValidationException",
      message: "Parameter Event is not valid.",
    });
  });

  it("takes an event without resources, as AWS does whatever its documentation says, and none without the rest", async () => {
    const { call } = eventsHarness();
    const test = (without: string) => {
      const members = Object.entries(event).filter(([name]) => name !== without);
      return call("TestEventPattern", {
        EventPattern: '{"missing":[{"exists":false}]}',
        Event: JSON.stringify(Object.fromEntries(members)),
      });
    };
    expect(await test("resources")).toEqual({ Result: true });
    for (const name of ["id", "account", "source", "time", "region", "detail-type"]) {
      await expect(test(name)).rejects.toMatchObject({ message: "Parameter Event is not valid." });
    }
  });
});

describe("AWS::Events::Rule", () => {
  const resource = { logicalId: "Stop", stackName: "wan", stackId: "s", tags: {} };
  it("makes the rule with its targets, and removes both", async () => {
    const { events, call } = eventsHarness();
    const [provider] = events.resources ?? [];
    const made = await provider?.create(
      { Name: "r", EventPattern: { source: ["aws.ec2"] }, State: "ENABLED", Targets: [{ Id: "T0", Arn: FUNCTION }] },
      resource,
    );
    expect(made).toEqual({ physicalId: "r", attributes: { Arn: arn("r") } });
    expect(await call("ListTargetsByRule", { Rule: "r" })).toMatchObject({ Targets: [{ Id: "T0" }] });
    await provider?.delete?.("r");
    expect(await call("ListRules")).toMatchObject({ Rules: [] });
    const unnamed = await provider?.create({ EventPattern: { source: ["x"] } }, resource);
    expect(unnamed?.physicalId).toMatch(/^wan-Stop-[A-Z0-9]{12}$/);
  });
});
