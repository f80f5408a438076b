import type { GetMetricDataOutput, MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { beforeEach, describe, expect, it } from "vitest";
import type { DelayProfile } from "../../../src/cloud/types.ts";
import { AWS, INSTANT } from "../context.ts";
import { ALARM, cloudWatchHarness } from "./harness.ts";

const MINUTE = 60_000;

describe("Metrics Insights", () => {
  let cloudWatch: ReturnType<typeof cloudWatchHarness>;
  let end: number;

  async function put(MetricName: string, Value: number, labels: Record<string, string>, minutesAgo = 1) {
    const Dimensions = Object.entries(labels).map(([Name, Value]) => ({ Name, Value }));
    const Timestamp = new Date(end - minutesAgo * MINUTE);
    await cloudWatch.call("PutMetricData", {
      Namespace: "Own/Load",
      MetricData: [{ MetricName, Dimensions, Value, Timestamp }],
    });
  }

  async function data(...MetricDataQueries: MetricDataQuery[]) {
    const range = { StartTime: new Date(end - 5 * MINUTE), EndTime: new Date(end), ScanBy: "TimestampAscending" };
    const answer = await cloudWatch.call<GetMetricDataOutput>("GetMetricData", { MetricDataQueries, ...range });
    return (answer.MetricDataResults ?? []).map(({ Label, Values }) => [Label, Values]);
  }
  const select = (text: string) => data({ Id: "q1", Period: 60, Expression: `SELECT ${text}` });

  async function restart(profile: DelayProfile) {
    cloudWatch = cloudWatchHarness(profile);
    end = Math.floor(cloudWatch.ctx.now() / MINUTE) * MINUTE;
    await put("Sent", 10, { Hub: "one", Site: "a" });
    await put("Sent", 20, { Hub: "one", Site: "b" });
    await put("Sent", 30, { Hub: "two", Site: "a" });
    await put("Sent", 1, { Hub: "two", Site: "a" }, 3);
    await put("Sent", 5, { Hub: "it's" });
    await put("Sent", 7, {});
    await put("group", 2, { "Odd name": "x" });
  }
  beforeEach(() => restart(AWS));

  it.each<[string, unknown[]]>([
    ['SUM(Sent) FROM "Own/Load"', [["q1", [1, 72]]]],
    ['COUNT(Sent) FROM "Own/Load"', [["q1", [1, 5]]]],
    ["avg(Sent) from \"Own/Load\" where Hub = 'one'", [["q1", [15]]]],
    ['MAX(Sent) FROM SCHEMA("Own/Load", Site, Hub)', [["q1", [1, 30]]]],
    ['MIN(Sent) FROM SCHEMA("Own/Load")', [["q1", [7]]]],
    ["SUM(Sent) FROM \"Own/Load\" WHERE Hub = 'one' AND Site != 'a'", [["q1", [20]]]],
    ["SUM(Sent) FROM \"Own/Load\" WHERE Hub != 'one'", [["q1", [1, 35]]]],
    ["SUM(Sent) FROM \"Own/Load\" WHERE Hub = 'it\\'s'", [["q1", [5]]]],
    ['SUM("group") FROM "Own/Load" WHERE "Odd name" = \'x\'', [["q1", [2]]]],
    ["SUM(Sent) FROM \"Own/Load\" WHERE Hub = 'one' GROUP BY Hub", [["one", [30]]]],
    ["SUM(Sent) FROM \"Own/Load\" WHERE Hub = 'nobody' GROUP BY Hub", []],
    ["SUM(Sent) FROM \"Own/Load\" WHERE Hub = 'nobody'", [["q1", []]]],
    ["SUM(Nothing) FROM Elsewhere", [["q1", []]]],
  ])("SELECT %s", async (text, expected) => {
    expect(await select(text)).toEqual(expected);
  });

  it("groups, orders and limits", async () => {
    const grouped = 'SUM(Sent) FROM "Own/Load" GROUP BY Hub';
    expect(await select(`${grouped}, Site ORDER BY MAX() DESC`)).toEqual([
      ["two a", [1, 30]],
      ["one b", [20]],
      ["one a", [10]],
      ["Other Other", [7]],
      ["it's Other", [5]],
    ]);
    expect(await select(`${grouped} ORDER BY MIN() LIMIT 2`)).toEqual([
      ["two", [1, 30]],
      ["it's", [5]],
    ]);
    expect((await select(`${grouped} ORDER BY COUNT() ASC LIMIT 9`)).at(-1)).toEqual(["two", [1, 30]]);
  });

  it("is a series that metric math goes on with", async () => {
    const Expression = 'SELECT SUM(Sent) FROM "Own/Load"';
    const all = { Id: "all", Period: 60, Expression, ReturnData: false };
    expect(await data(all, { Id: "half", Expression: "all / 2", Label: "Half" })).toEqual([["Half", [0.5, 36]]]);
  });

  it.each([
    ["SUM(Sent)", "Expected 'FROM' at the end"],
    ["MEDIAN(Sent) FROM x", "Expected AVG, COUNT, MAX, MIN or SUM before 'MEDIAN'"],
    ["SUM(Sent) FROM Own/Load", "Unexpected '/'"],
    ["SUM(Sent) FROM x WHERE a > 'b'", "Unexpected '>'"],
    ["SUM(Sent) FROM x WHERE a 'b'", "Expected '!=' before 'b'"],
    ['SUM(Sent) FROM x WHERE a = "b"', "Expected a value in single quotes before 'b'"],
    ["SUM(Sent) FROM x GROUP Hub", "Expected the end before 'GROUP'"],
    ["SUM(Sent) FROM x ORDER BY SUM", "Expected '(' at the end"],
    ["SUM(Sent) FROM x LIMIT 501", "LIMIT is a number from 1 to 500"],
    ["SUM(Sent) FROM SCHEMA(x", "Expected ')' at the end"],
  ])("SELECT %s is refused", async (text, reason) => {
    await expect(select(text)).rejects.toMatchObject({
      code: "ValidationError",
      message: `Error in expression 'SELECT ${text}': ${reason}`,
    });
  });

  it("needs a period", async () => {
    const query = { Id: "q1", Expression: "SELECT SUM(Sent) FROM x" };
    await expect(data(query)).rejects.toThrow("The parameter MetricDataQueries.member.1.Period is required.");
  });

  it("rings an alarm on its own minutes, and one that may return several series is refused", async () => {
    await restart(INSTANT);
    const { AlarmName, Threshold, ComparisonOperator } = ALARM;
    const alarm = { AlarmName, Threshold, ComparisonOperator, EvaluationPeriods: 1 };
    const Expression = "SELECT SUM(Sent) FROM \"Own/Load\" WHERE Hub = 'one'";
    const of = (text: string) => ({ ...alarm, Metrics: [{ Id: "q1", Period: 60, Expression: text }] });
    await expect(cloudWatch.call("PutMetricAlarm", of(`${Expression} GROUP BY Hub`))).rejects.toThrow("Exactly one");
    await cloudWatch.call("PutMetricAlarm", of(Expression));
    await cloudWatch.ctx.advance(MINUTE);
    const { MetricAlarms } = await cloudWatch.call<{ MetricAlarms: { StateValue: string }[] }>("DescribeAlarms");
    expect(MetricAlarms[0]?.StateValue).toBe("ALARM");
  });
});
