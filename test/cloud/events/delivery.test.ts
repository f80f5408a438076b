import { describe, expect, it } from "vitest";
import { eventsHarness, FUNCTION, QUEUE } from "./harness.ts";

async function withTarget(target: object = {}) {
  const harness = eventsHarness();
  await harness.call("PutRule", { Name: "r", EventPattern: '{"source":["my.app"]}' });
  await harness.call("PutTargets", { Rule: "r", Targets: [{ Id: "1", Arn: FUNCTION, ...target }] });
  return harness;
}

const entry = { Source: "my.app", DetailType: "Moved", Detail: '{"to":"DC1-SP2","n":2}', Resources: ["arn:x"] };
const RULE = "arn:aws:events:us-east-1:111122223333:rule/r";

describe("PutEvents", () => {
  it("reaches the targets of matching rules after the profile's delay", async () => {
    const { call, ctx, invoked } = await withTarget();
    const answer = await call<{ FailedEntryCount: number; Entries: { EventId: string }[] }>("PutEvents", {
      Entries: [entry],
    });
    expect(answer.FailedEntryCount).toBe(0);
    await ctx.advance(1499);
    expect(invoked).toEqual([]);
    await ctx.advance(1);
    expect(invoked).toEqual([
      {
        arn: FUNCTION,
        source: { principal: "events.amazonaws.com", sourceArn: RULE },
        payload: {
          version: "0",
          id: answer.Entries[0]?.EventId,
          "detail-type": "Moved",
          source: "my.app",
          account: "111122223333",
          time: "2026-01-02T03:04:00Z",
          region: "us-east-1",
          resources: ["arn:x"],
          detail: { to: "DC1-SP2", n: 2 },
        },
      },
    ]);
    expect(ctx.written.map((line) => line.kind)).toEqual(["event", "rule-matched"]);
  });

  it("answers each invalid entry with its own error and takes the others", async () => {
    const { call, ctx, invoked } = await withTarget();
    const entries = [
      entry,
      { ...entry, Source: undefined },
      { ...entry, Source: "aws.ec2" },
      { ...entry, Detail: "[1]" },
      { ...entry, EventBusName: "b" },
    ];
    expect(await call("PutEvents", { Entries: entries })).toEqual({
      FailedEntryCount: 4,
      Entries: [
        { EventId: expect.any(String) },
        {
          ErrorCode: "InvalidArgument",
          ErrorMessage: "Parameter Source is not valid. Reason: Source is a required argument.",
        },
        { ErrorCode: "NotAuthorizedForSourceException", ErrorMessage: "Not authorized for the source." },
        { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." },
        { ErrorCode: "ResourceNotFoundException", ErrorMessage: "Event bus b does not exist." },
      ],
    });
    await ctx.advance(5000);
    expect(invoked).toHaveLength(1);
  });

  it("refuses more than ten entries, or more than 256 KB", async () => {
    const { call } = eventsHarness();
    await expect(call("PutEvents", { Entries: Array(11).fill(entry) })).rejects.toMatchObject({
      code: "ValidationException",
    });
    const big = { ...entry, Detail: JSON.stringify({ text: "x".repeat(256 * 1024) }) };
    await expect(call("PutEvents", { Entries: [big] })).rejects.toMatchObject({
      code: "ValidationException",
      message: "Total size of the entries in the request is over the limit.",
    });
  });
});

describe("deliver", () => {
  const event = { source: "my.app", "detail-type": "Moved", resources: [], detail: { to: "DC1-SP2", n: 2 } };

  it.each([
    ["Input", { Input: '{"constant":true}' }, { constant: true }],
    ["InputPath", { InputPath: "$.detail" }, { to: "DC1-SP2", n: 2 }],
    ["InputPath to nothing", { InputPath: "$.detail.nothing" }, null],
    [
      "InputTransformer",
      {
        InputTransformer: {
          InputPathsMap: { to: "$.detail.to", n: "$.detail['n']", d: "$.detail", no: "$.x" },
          InputTemplate:
            '{"text":"moved to <to> (<n>), <no>.","to":<to>,"n":<n>,"all":<d>,"rule":"<aws.events.rule-name>"}',
        },
      },
      { text: "moved to DC1-SP2 (2), .", to: "DC1-SP2", n: 2, all: { to: "DC1-SP2", n: 2 }, rule: "r" },
    ],
    [
      "InputTransformer to text",
      { InputTransformer: { InputPathsMap: { to: "$.detail.to" }, InputTemplate: '"now at <to>"' } },
      "now at DC1-SP2",
    ],
  ])("gives the target what %s says", async (_, target, expected) => {
    const { events, invoked } = await withTarget(target);
    events.deliver(event);
    expect(invoked.map((one) => one.payload)).toEqual([expected]);
  });

  it("keeps the event from no target because another one fails, and dead-letters that one", async () => {
    const other = `${FUNCTION}-2`;
    const { call, events, invoked, sent, refused, ctx } = await withTarget({ DeadLetterConfig: { Arn: QUEUE } });
    await call("PutTargets", { Rule: "r", Targets: [{ Id: "2", Arn: other }] });
    refused.add(FUNCTION);
    events.deliver(event);
    await ctx.advance(0);
    expect(invoked.map((one) => one.arn)).toEqual([other]);
    expect(sent).toEqual([
      {
        target: QUEUE,
        body: expect.objectContaining({ source: "my.app", detail: event.detail }),
        attributes: {
          RULE_ARN: RULE,
          TARGET_ARN: FUNCTION,
          ERROR_CODE: "NO_PERMISSIONS",
          ERROR_MESSAGE: `not allowed: ${FUNCTION}`,
          RETRY_ATTEMPTS: "0",
        },
      },
    ]);
    expect(ctx.written.find((line) => line.kind === "error")?.detail).toMatchObject({
      rule: "r",
      code: "AccessDeniedException",
      deadLetter: QUEUE,
    });
  });

  it("passes by a disabled rule and one that does not match", async () => {
    const { call, events, invoked } = await withTarget();
    events.deliver({ ...event, source: "other" });
    await call("DisableRule", { Name: "r" });
    events.deliver(event);
    expect(invoked).toEqual([]);
  });
});
