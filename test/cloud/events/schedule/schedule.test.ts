import { describe, expect, it } from "vitest";
import { compileSchedule } from "../../../../src/cloud/services/events/schedule/schedule.ts";
import { eventsHarness, FUNCTION } from "../harness.ts";

const at = (text: string) => Date.parse(`${text}Z`);

/** The next `count` runs after `from`. */
function runs(expression: string, from: string, count: number): string[] {
  const schedule = compileSchedule(expression);
  const found: string[] = [];
  let last: number | undefined = at(from);
  for (let i = 0; i < count && last !== undefined; i++) {
    last = schedule.next(last);
    if (last !== undefined) found.push(new Date(last).toISOString().slice(0, 16));
  }
  return found;
}

describe("compileSchedule", () => {
  it.each([
    ["rate(1 minute)", ["2026-01-30T10:01", "2026-01-30T10:02"]],
    ["rate(12 hours)", ["2026-01-30T22:00", "2026-01-31T10:00"]],
    ["cron(0/20 * * * ? *)", ["2026-01-30T10:20", "2026-01-30T10:40"]],
    ["cron(15 10 ? * MON-FRI *)", ["2026-01-30T10:15", "2026-02-02T10:15"]],
    ["cron(0 12 L * ? *)", ["2026-01-31T12:00", "2026-02-28T12:00"]],
    ["cron(0 9 ? * 2#1 *)", ["2026-02-02T09:00", "2026-03-02T09:00"]],
    ["cron(0 9 ? * 6L *)", ["2026-02-27T09:00", "2026-03-27T09:00"]],
    ["cron(30 8,20 1 JAN,JUL ? 2027)", ["2027-01-01T08:30", "2027-01-01T20:30"]],
    ["cron(0 0 29 2 ? *)", ["2028-02-29T00:00", "2032-02-29T00:00"]],
    ["cron(0 0 1 1 ? 2020)", []],
  ])("%s", (expression, expected) => {
    expect(runs(expression, "2026-01-30T10:00", 2)).toEqual(expected);
  });

  it.each([
    "rate(0 minutes)",
    "rate(1 minutes)",
    "rate(5 minute)",
    "rate(5 weeks)",
    "every minute",
    "cron(* * * * *)",
    "cron(0 0 1 1 1 *)",
    "cron(0 0 ? * ? *)",
    "cron(60 * * * ? *)",
    "cron(0 0 ? * 8 *)",
    "cron(5-1 * * * ? *)",
    "cron(0/0 * * * ? *)",
  ])("refuses %s", (expression) => {
    expect(() => compileSchedule(expression)).toThrow("Parameter ScheduleExpression is not valid.");
  });
});

describe("a scheduled rule", () => {
  async function scheduled() {
    const harness = eventsHarness();
    await harness.call("PutRule", { Name: "tick", ScheduleExpression: "rate(5 minutes)" });
    await harness.call("PutTargets", { Rule: "tick", Targets: [{ Id: "1", Arn: FUNCTION }] });
    return harness;
  }

  it("hands its targets an event each time", async () => {
    const { ctx, invoked, call } = await scheduled();
    expect(await call("DescribeRule", { Name: "tick" })).toMatchObject({ ScheduleExpression: "rate(5 minutes)" });
    await ctx.advance(11 * 60_000);
    expect(invoked).toHaveLength(2);
    expect(invoked[0]?.payload).toMatchObject({
      source: "aws.events",
      "detail-type": "Scheduled Event",
      resources: ["arn:aws:events:us-east-1:111122223333:rule/tick"],
      detail: {},
    });
  });

  it("rests while it is disabled, and after it is deleted", async () => {
    const { ctx, invoked, call } = await scheduled();
    await call("DisableRule", { Name: "tick" });
    await ctx.advance(60 * 60_000);
    expect(invoked).toHaveLength(0);
    await call("EnableRule", { Name: "tick" });
    await ctx.advance(5 * 60_000);
    expect(invoked).toHaveLength(1);
    await call("RemoveTargets", { Rule: "tick", Ids: ["1"] });
    await call("DeleteRule", { Name: "tick" });
    await ctx.advance(60 * 60_000);
    expect(invoked).toHaveLength(1);
  });

  it("is waited for also when its run is months away", async () => {
    const { ctx, invoked, call } = await scheduled();
    await call("PutRule", { Name: "tick", ScheduleExpression: "cron(0 0 1 12 ? *)" });
    await ctx.advance(300 * 86_400_000);
    expect(invoked).toHaveLength(0);
    await ctx.advance(40 * 86_400_000);
    expect(invoked).toHaveLength(1);
  });
});
