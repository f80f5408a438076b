import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  type MetricDataQuery,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseExpression } from "../../../src/cloud/services/cloudwatch/math/parse.ts";
import { errorOf, startCloud, type TestCloud } from "../local.ts";
import { cloudWatchHarness } from "./harness.ts";

const MINUTE = 60_000;

describe("metric math in GetMetricData", () => {
  let cloud: TestCloud;
  let client: CloudWatchClient;
  /** The minute before the last whole one is the third. */
  const end = Math.floor(Date.now() / MINUTE) * MINUTE;
  const metric = (Id: string, MetricName = Id, more: object = {}): MetricDataQuery => ({
    Id,
    MetricStat: { Metric: { Namespace: "Own", MetricName }, Period: 60, Stat: "Sum" },
    ReturnData: false,
    ...more,
  });
  const data = async (...MetricDataQueries: MetricDataQuery[]) => {
    const range = {
      StartTime: new Date(end - 4 * MINUTE),
      EndTime: new Date(end),
      ScanBy: "TimestampAscending",
    } as const;
    const { MetricDataResults = [] } = await client.send(new GetMetricDataCommand({ MetricDataQueries, ...range }));
    return MetricDataResults;
  };

  beforeAll(async () => {
    cloud = await startCloud();
    client = new CloudWatchClient(cloud.config);
    const put = (MetricName: string, values: Record<number, number>) =>
      Object.entries(values).map(([minute, Value]) => ({
        MetricName,
        Value,
        Timestamp: new Date(end - Number(minute) * MINUTE),
      }));
    const MetricData = [...put("a", { 4: 10, 3: 20, 1: 60 }), ...put("b", { 4: 1, 3: 0, 2: 5, 1: 2 })];
    await client.send(new PutMetricDataCommand({ Namespace: "Own", MetricData }));
  });
  afterAll(async () => {
    client.destroy();
    await cloud.close();
  });

  it.each<[string, number[]]>([
    ["a", [10, 20, 60]],
    ["a + b", [11, 20, 62]],
    ["a / b", [10, 30]],
    ["100 - 2 * a ^ 1", [80, 60, -20]],
    ["-a", [-10, -20, -60]],
    ["(a > 15) * 7", [0, 7, 7]],
    ["a > 15 AND b > 1", [0, 0, 1]],
    ["a < 15 || b > 1", [1, 0, 1]],
    ["IF(b >= 1, a, 99)", [10, 99, 60]],
    ["IF(b >= 1, b)", [1, 5, 2]],
    ["FILL(a, 0)", [10, 20, 0, 60]],
    ["FILL(a, REPEAT)", [10, 20, 20, 60]],
    ["a - AVG(a)", [-20, -10, 30]],
    ["a * SUM(b) / MAX(b) - MIN(b)", [16, 32, 96]],
    ["SUM(METRICS())", [11, 20, 5, 62]],
    ["MAX(METRICS('b'))", [1, 0, 5, 2]],
    ["b * METRIC_COUNT(METRICS())", [2, 0, 10, 4]],
    ["RATE(a) * PERIOD(a)", [10, 20]],
    ["DIFF(b)", [-1, 5, -3]],
    ["RUNNING_SUM(b)", [1, 1, 6, 8]],
    ["abs(-b) + ceil(0.2) + FLOOR(1.9)", [3, 2, 7, 4]],
    ["ANOMALY_DETECTION_BAND(a, 2)", []],
  ])("%s", async (Expression, expected) => {
    const [result, ...more] = await data(metric("a"), metric("b"), { Id: "e1", Expression });
    expect(more).toEqual([]);
    expect(result).toMatchObject({ Id: "e1", Label: "e1", StatusCode: "Complete" });
    expect(result?.Values).toEqual(expected);
    expect(result?.Timestamps).toHaveLength(expected.length);
  });

  it("goes through other expressions, and gives an array of series its metrics' names", async () => {
    const chain = [
      { Id: "e1", Expression: "e2 + 1" },
      { Id: "e2", Expression: "b * 2", ReturnData: false },
    ];
    expect(await data(metric("b"), ...chain)).toMatchObject([{ Id: "e1", Values: [3, 1, 11, 5] }]);
    const each = await data(metric("a"), metric("b"), { Id: "each", Expression: "METRICS() * 10" });
    expect(each.map(({ Id, Label, Values }) => [Id, Label, Values])).toEqual([
      ["each", "a", [100, 200, 600]],
      ["each", "b", [10, 0, 50, 20]],
    ]);
  });

  it.each<[string, MetricDataQuery]>([
    ["MetricDataQueries.member.1.MetricStat is required", { Id: "e1" }],
    ["are mutually exclusive", metric("e1", "a", { Expression: "1" })],
    ["is not matching the expected pattern", { Id: "E1", Expression: "1" }],
    ["There is no query with the ID nobody", { Id: "e1", Expression: "nobody * 2" }],
    ["e1 needs itself", { Id: "e1", Expression: "e1 + 1" }],
    ["It must return a time series, not a number", { Id: "e1", Expression: "1 + 2" }],
    ["does not know the function SEARCH", { Id: "e1", Expression: "SEARCH('x', 'Sum', 300)" }],
    ["RATE does not take these arguments", { Id: "e1", Expression: "RATE(2)" }],
    ["Expected a value at the end", { Id: "e1", Expression: "2 *" }],
    ["Expected ')' at the end", { Id: "e1", Expression: "(2" }],
    ["Expected the end before 'FROM'", { Id: "e1", Expression: "x FROM y" }],
    ["Unexpected '$'", { Id: "e1", Expression: "2 * $x" }],
  ])("is refused: %s", async (reason, query) => {
    const { code, message } = await errorOf(data(query));
    expect(code).toBe("ValidationException");
    expect(message).toContain(reason);
  });
});

it("reads any text, or says what is wrong with it", () => {
  const word = fc.constantFrom(
    "m1",
    "+",
    "-",
    "*",
    "(",
    ")",
    ",",
    "SUM",
    "1.5",
    ".",
    "'t'",
    '"',
    "&&",
    "==",
    "=",
    " ",
    "$",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(word).map((words) => words.join("")),
      ),
      (text) => {
        try {
          expect(parseExpression(text)).toHaveProperty("kind");
        } catch (error) {
          expect((error as Error).message).toMatch(/^Error in expression/);
        }
      },
    ),
  );
});

describe("an alarm on metric math", () => {
  const errors = { Namespace: "Own", MetricName: "Errors" };
  const calls = { Namespace: "Own", MetricName: "Calls" };
  const Metrics: MetricDataQuery[] = [
    { Id: "share", Expression: "100 * errors / calls", Label: "errors, %", ReturnData: true },
    { Id: "errors", MetricStat: { Metric: errors, Period: 60, Stat: "Sum" }, ReturnData: false },
    { Id: "calls", MetricStat: { Metric: calls, Period: 60, Stat: "Sum" }, ReturnData: false },
  ];
  const alarm = {
    AlarmName: "share",
    Metrics,
    EvaluationPeriods: 1,
    Threshold: 5,
    ComparisonOperator: "GreaterThanThreshold",
  } as const;

  it("is judged by the series that its queries return, and shown with them", async () => {
    const { ctx, call, sent } = cloudWatchHarness();
    await call("PutMetricAlarm", { ...alarm, AlarmActions: ["arn:aws:sns:us-east-1:111122223333:people"] });
    const put = (MetricName: string, Value: number) =>
      call("PutMetricData", { Namespace: "Own", MetricData: [{ MetricName, Value, Timestamp: new Date(ctx.now()) }] });
    await put("Errors", 3);
    await put("Calls", 20);
    await ctx.advance(2 * MINUTE);
    const { MetricAlarms } = await call<{ MetricAlarms: object[] }>("DescribeAlarms");
    expect(MetricAlarms).toMatchObject([{ Metrics, StateValue: "ALARM", Threshold: 5 }]);
    expect(MetricAlarms[0]).not.toHaveProperty("MetricName");
    expect(sent).toHaveLength(1);
    expect(JSON.stringify(sent[0]?.body)).toContain("100 * errors / calls");
    expect(ctx.emitted.at(-1)?.detail).toMatchObject({
      configuration: {
        metrics: [
          { id: "share", expression: "100 * errors / calls", label: "errors, %", returnData: true },
          { id: "errors", metricStat: { metric: { name: "Errors" }, period: 60, stat: "Sum" }, returnData: false },
          { id: "calls", returnData: false },
        ],
      },
    });
  });

  it("with the band of an anomaly detector has nothing to go by", async () => {
    const { ctx, call } = cloudWatchHarness();
    const { Threshold: _, ...rest } = alarm;
    const band = { Id: "band", Expression: "ANOMALY_DETECTION_BAND(share, 2)", ReturnData: false };
    const input = { ...rest, Metrics: [...Metrics, band], ThresholdMetricId: "band" };
    await call("PutMetricAlarm", { ...input, ComparisonOperator: "GreaterThanUpperThreshold" });
    await ctx.advance(2 * MINUTE);
    const { MetricAlarms } = await call<{ MetricAlarms: object[] }>("DescribeAlarms");
    expect(MetricAlarms).toMatchObject([{ ThresholdMetricId: "band", StateValue: "INSUFFICIENT_DATA" }]);
    expect(MetricAlarms[0]).not.toHaveProperty("Threshold");
  });

  it.each<[string, object]>([
    ["Exactly one element of the metrics list should return data", { Metrics: Metrics.slice(1) }],
    ["Metrics and MetricName are mutually exclusive", { MetricName: "Errors" }],
    ["There is no element of the metrics list with the ID nobody", { ThresholdMetricId: "nobody" }],
    ["There is no query with the ID calls", { Metrics: Metrics.slice(0, 2) }],
    ["Value null at 'threshold'", { Threshold: undefined }],
  ])("is refused: %s", async (reason, change) => {
    const cloud = await startCloud();
    const client = new CloudWatchClient(cloud.config);
    const { message } = await errorOf(client.send(new PutMetricAlarmCommand({ ...alarm, ...change })));
    const { MetricAlarms } = await client.send(new DescribeAlarmsCommand());
    client.destroy();
    await cloud.close();
    expect(message).toContain(reason);
    expect(MetricAlarms).toEqual([]);
  });
});
