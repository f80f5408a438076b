import { describe, expect, it } from "vitest";
import { eventsHarness, FUNCTION } from "./harness.ts";

const BUS = "arn:aws:events:us-east-1:111122223333:event-bus/orders";
const PATTERN = '{"source":["shop"]}';

async function withBus() {
  const harness = eventsHarness();
  await harness.call("CreateEventBus", { Name: "orders", Description: "what is bought" });
  return harness;
}

/** A rule of that name on the bus, which hands its events to the function. */
async function listen(call: Awaited<ReturnType<typeof withBus>>["call"], name: string, bus: string | undefined) {
  await call("PutRule", { Name: name, EventPattern: PATTERN, EventBusName: bus });
  await call("PutTargets", { Rule: name, EventBusName: bus, Targets: [{ Id: "1", Arn: FUNCTION }] });
}

describe("event buses", () => {
  it("are made, listed, described and deleted", async () => {
    const { call } = await withBus();
    expect(await call("ListEventBuses")).toMatchObject({
      EventBuses: [{ Name: "default" }, { Name: "orders", Arn: BUS }],
    });
    expect(await call("ListEventBuses", { NamePrefix: "or" })).toMatchObject({ EventBuses: [{ Name: "orders" }] });
    const described = await call("DescribeEventBus", { Name: BUS });
    expect(described).toEqual({ Name: "orders", Arn: BUS, Description: "what is bought" });
    await call("DeleteEventBus", { Name: "orders" });
    await call("DeleteEventBus", { Name: "orders" });
    expect(await call("ListEventBuses")).toMatchObject({ EventBuses: [{ Name: "default" }] });
  });

  it("keep their events and rules to themselves", async () => {
    const { call, ctx, invoked } = await withBus();
    await listen(call, "here", undefined);
    await listen(call, "there", BUS);
    const entry = { Source: "shop", DetailType: "order", Detail: "{}" };
    await call("PutEvents", { Entries: [{ ...entry, EventBusName: "orders" }] });
    await ctx.advance(5_000);
    expect(invoked.map(({ source }) => source.sourceArn)).toEqual([
      "arn:aws:events:us-east-1:111122223333:rule/orders/there",
    ]);
    expect(await call("ListRules", { EventBusName: "orders" })).toMatchObject({ Rules: [{ Name: "there" }] });
    expect(await call("ListRules")).toMatchObject({ Rules: [{ Name: "here", EventBusName: "default" }] });
    await call("TagResource", { ResourceARN: "arn:aws:events:us-east-1:111122223333:rule/orders/there", Tags: [] });
  });

  it.each([
    ["CreateEventBus", { Name: "orders" }, "ResourceAlreadyExistsException", "Event bus orders already exists."],
    ["CreateEventBus", { Name: "default" }, "ResourceAlreadyExistsException", "Event bus default already exists."],
    ["CreateEventBus", { Name: "a/b" }, "ValidationException", "Event bus name must not contain '/'."],
    ["DeleteEventBus", { Name: "default" }, "ValidationException", "Cannot delete event bus default."],
    ["DescribeEventBus", { Name: "none" }, "ResourceNotFoundException", "Event bus none does not exist."],
    [
      "PutRule",
      { Name: "r", ScheduleExpression: "rate(1 hour)", EventBusName: "orders" },
      "ValidationException",
      "ScheduleExpression is supported only on the default event bus.",
    ],
    [
      "PutPermission",
      { EventBusName: "orders", Action: "events:PutRule", Principal: "222233334444", StatementId: "a" },
      "ValidationException",
      "Provided value in parameter 'action' is not supported.",
    ],
    [
      "RemovePermission",
      { EventBusName: "orders", StatementId: "a" },
      "ResourceNotFoundException",
      "EventBus does not have a policy.",
    ],
  ])("%s refuses %j", async (operation, input, code, message) => {
    const { call } = await withBus();
    await expect(call(operation, input)).rejects.toMatchObject({ code, message });
  });

  it("stay while they have rules", async () => {
    const { call } = await withBus();
    await listen(call, "there", "orders");
    await expect(call("DeleteEventBus", { Name: "orders" })).rejects.toMatchObject({ code: "ValidationException" });
  });

  it("say in their policy who may put events", async () => {
    const { call } = await withBus();
    const allow = { Action: "events:PutEvents", EventBusName: "orders" };
    await call("PutPermission", { ...allow, Principal: "222233334444", StatementId: "partner" });
    await call("PutPermission", { ...allow, Principal: "*", StatementId: "all" });
    const { Policy } = await call<{ Policy: string }>("DescribeEventBus", { Name: "orders" });
    expect(JSON.parse(Policy)).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "partner",
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::222233334444:root" },
          Action: "events:PutEvents",
          Resource: BUS,
        },
        { Sid: "all", Effect: "Allow", Principal: "*", Action: "events:PutEvents", Resource: BUS },
      ],
    });
    await call("RemovePermission", { EventBusName: "orders", StatementId: "all" });
    await call("RemovePermission", { EventBusName: "orders", RemoveAllPermissions: true });
    expect(await call("DescribeEventBus", { Name: "orders" })).not.toHaveProperty("Policy");
  });
});
