import type { GetMetricDataOutput, GetMetricStatisticsOutput } from "@aws-sdk/client-cloudwatch";
import { describe, expect, it } from "vitest";
import { cloudWatchHarness, HUB } from "./harness.ts";

const Namespace = "WAN";
const at = (ctx: { now(): number }, offset: number) => new Date(ctx.now() + offset);

async function withData() {
  const cloud = cloudWatchHarness();
  const { ctx, call } = cloud;
  const datum = (offset: number, more: object) => ({
    MetricName: "Loss",
    Timestamp: at(ctx, offset),
    Unit: "Count",
    ...more,
  });
  await call("PutMetricData", {
    Namespace,
    MetricData: [
      datum(0, { Value: 1 }),
      datum(10_000, { Value: 3 }),
      datum(60_000, { Values: [10, 20], Counts: [3, 1] }),
      datum(120_000, { StatisticValues: { SampleCount: 2, Sum: 9, Minimum: 4, Maximum: 5 } }),
      { MetricName: "Loss", Dimensions: [{ Name: "Site", Value: "SITE1" }], Timestamp: at(ctx, 0), Value: 7 },
    ],
  });
  return { ...cloud, range: { StartTime: at(ctx, 0), EndTime: at(ctx, 180_000) } };
}

describe("metrics", () => {
  it("are summarized by period", async () => {
    const { call, range } = await withData();
    const Statistics = ["SampleCount", "Average", "Sum", "Minimum", "Maximum"];
    const { Datapoints = [] } = await call<GetMetricStatisticsOutput>("GetMetricStatistics", {
      Namespace,
      MetricName: "Loss",
      ...range,
      Period: 60,
      Statistics,
    });
    expect(Datapoints).toEqual([
      { Timestamp: range.StartTime, Unit: "Count", SampleCount: 2, Average: 2, Sum: 4, Minimum: 1, Maximum: 3 },
      { Timestamp: expect.any(Date), Unit: "Count", SampleCount: 4, Average: 12.5, Sum: 50, Minimum: 10, Maximum: 20 },
      { Timestamp: expect.any(Date), Unit: "Count", SampleCount: 2, Average: 4.5, Sum: 9, Minimum: 4, Maximum: 5 },
    ]);
    const extended = await call<GetMetricStatisticsOutput>("GetMetricStatistics", {
      Namespace,
      MetricName: "Loss",
      ...range,
      Period: 60,
      ExtendedStatistics: ["p50"],
    });
    expect(extended.Datapoints?.[0]).toMatchObject({ ExtendedStatistics: { p50: 2 } });
  });

  it("are told apart by their dimensions", async () => {
    const { call, range } = await withData();
    const Metric = { Namespace, MetricName: "Loss", Dimensions: [{ Name: "Site", Value: "SITE1" }] };
    const query = { Id: "a", MetricStat: { Metric, Period: 60, Stat: "Sum" } };
    const { MetricDataResults } = await call<GetMetricDataOutput>("GetMetricData", {
      ...range,
      MetricDataQueries: [query],
    });
    expect(MetricDataResults).toEqual([
      { Id: "a", Label: "Loss", Timestamps: [range.StartTime], Values: [7], StatusCode: "Complete" },
    ]);
    expect(await call("ListMetrics", { Namespace, Dimensions: [{ Name: "Site" }] })).toMatchObject({
      Metrics: [Metric],
    });
  });

  it("include EC2's status checks, once a minute", async () => {
    const { call, ctx } = cloudWatchHarness();
    const StartTime = at(ctx, 0);
    await ctx.advance(180_000);
    const Dimensions = [{ Name: "InstanceId", Value: HUB }];
    for (const MetricName of ["StatusCheckFailed", "StatusCheckFailed_Instance", "StatusCheckFailed_System"]) {
      const { Datapoints } = await call<GetMetricStatisticsOutput>("GetMetricStatistics", {
        Namespace: "AWS/EC2",
        MetricName,
        Dimensions,
        StartTime,
        EndTime: at(ctx, 0),
        Period: 60,
        Statistics: ["Maximum"],
      });
      expect(Datapoints?.map((point) => point.Maximum)).toEqual([0, 0, 0]);
    }
  });

  it("have labels that tell the queries apart, and may be asked for by unit", async () => {
    const { call, range } = await withData();
    const MetricStat = { Metric: { Namespace, MetricName: "Loss" }, Period: 60 };
    const query = (Id: string, stat: object) => ({ Id, MetricStat: { ...MetricStat, ...stat } });
    const labelsOf = async (MetricDataQueries: object[]) => {
      const output = await call<GetMetricDataOutput>("GetMetricData", { ...range, MetricDataQueries });
      return output.MetricDataResults?.map(({ Label, Values }) => [Label, Values?.length]);
    };
    expect(await labelsOf([query("a", { Stat: "Sum" })])).toEqual([["Loss", 3]]);
    expect(await labelsOf([query("a", { Stat: "Sum" }), query("b", { Stat: "Maximum", Unit: "Bytes" })])).toEqual([
      ["Loss Sum", 3],
      ["Loss Maximum", 0],
    ]);
  });

  it.each([
    [{ Value: 1, Values: [1] }, "InvalidParameterValue", "Value and MetricData.member.1.Values are mutually exclusive"],
    [
      { Value: 1, StatisticValues: { Sum: 1 } },
      "InvalidParameterCombination",
      "StatisticValues are mutually exclusive",
    ],
    [{ Values: [1, 2], Counts: [1] }, "InvalidParameterValue", "must be of the same size"],
    [
      { Value: Number.NaN },
      "InvalidParameterValue",
      "The value NaN for parameter MetricData.member.1.Value is invalid.",
    ],
    [{ Values: [Infinity] }, "InvalidParameterValue", "MetricData.member.1.Values.member.1 is invalid."],
  ])("refuse %j", async (datum, code, text) => {
    const { call } = cloudWatchHarness();
    const refused = call("PutMetricData", { Namespace, MetricData: [{ MetricName: "x", ...datum }] });
    await expect(refused).rejects.toMatchObject({ code, message: expect.stringContaining(text) });
  });

  it.each([
    [5_900, "The parameter EndTime must be greater than StartTime."],
    [1_900, "The parameter StartTime must not equal parameter EndTime."],
  ])("are asked for by whole seconds, from %i ms to 1.1 s", async (from, message) => {
    const query = { Id: "a", MetricStat: { Metric: { Namespace, MetricName: "x" }, Period: 60, Stat: "Sum" } };
    const range = { StartTime: new Date(from), EndTime: new Date(1_100) };
    const asked = cloudWatchHarness().call("GetMetricData", { ...range, MetricDataQueries: [query] });
    await expect(asked).rejects.toMatchObject({ code: "ValidationError", message });
  });

  it.each([
    ["ListMetrics", { NextToken: "!" }, "InvalidParameterValue"],
    ["PutMetricData", { Namespace: "AWS/EC2", MetricData: [{ MetricName: "x", Value: 1 }] }, "InvalidParameterValue"],
    ["PutMetricData", { Namespace, MetricData: [{ MetricName: "x" }] }, "InvalidParameterCombination"],
    [
      "GetMetricStatistics",
      { Namespace, MetricName: "x", StartTime: new Date(0), EndTime: new Date(1), Period: 60 },
      "InvalidParameterCombination",
    ],
    [
      "GetMetricStatistics",
      { Namespace, MetricName: "x", StartTime: new Date(1), EndTime: new Date(0), Period: 60, Statistics: ["Sum"] },
      "InvalidParameterValue",
    ],
  ])("%s refuses %j", async (operation, input, code) => {
    await expect(cloudWatchHarness().call(operation, input)).rejects.toMatchObject({ code });
  });
});
