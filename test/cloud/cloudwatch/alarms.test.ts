import type { DescribeAlarmHistoryOutput, DescribeAlarmsOutput } from "@aws-sdk/client-cloudwatch";
import { describe, expect, it } from "vitest";
import { AWS, INSTANT } from "../context.ts";
import { ALARM, cloudWatchHarness, HUB } from "./harness.ts";

const MINUTE = 60_000;
const NAME = ALARM.AlarmName;
const ARN = `arn:aws:cloudwatch:us-east-1:111122223333:alarm:${NAME}`;
const TOPIC = "arn:aws:sns:us-east-1:111122223333:ops";
const FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:f";

type Harness = ReturnType<typeof cloudWatchHarness>;
const stateOf = async ({ call }: Harness) =>
  (await call<DescribeAlarmsOutput>("DescribeAlarms", { AlarmNames: [NAME] })).MetricAlarms?.[0]?.StateValue;
const changes = ({ ctx }: Harness) => ctx.emitted.map((event) => (event.detail.state as { value: string }).value);

describe("an alarm on a status check", () => {
  it.each([
    [AWS, MINUTE],
    [INSTANT, 1000],
  ])("turns with the instance, in profile $name", async (profile, minute) => {
    const cloud = cloudWatchHarness(profile);
    await cloud.call("PutMetricAlarm", ALARM);
    expect(await stateOf(cloud)).toBe("INSUFFICIENT_DATA");
    await cloud.ctx.advance(minute);
    expect(await stateOf(cloud)).toBe("OK");
    cloud.statuses.set(HUB, "impaired");
    await cloud.ctx.advance(minute);
    expect(await stateOf(cloud)).toBe("OK");
    await cloud.ctx.advance(minute);
    expect(await stateOf(cloud)).toBe("ALARM");
    cloud.statuses.set(HUB, "ok");
    await cloud.ctx.advance(minute);
    expect(await stateOf(cloud)).toBe("OK");
    cloud.statuses.set(HUB, "insufficient-data");
    await cloud.ctx.advance(3 * minute);
    expect(await stateOf(cloud)).toBe("OK");
    await cloud.ctx.advance(minute);
    expect(await stateOf(cloud)).toBe("INSUFFICIENT_DATA");
    expect(changes(cloud)).toEqual(["OK", "ALARM", "OK", "INSUFFICIENT_DATA"]);
    expect(cloud.ctx.written.filter((entry) => entry.kind === "alarm-state")).toHaveLength(4);
  });

  it("says so on the event bus as AWS does", async () => {
    const cloud = cloudWatchHarness();
    await cloud.call("PutMetricAlarm", { ...ALARM, AlarmDescription: "the primary hub is sick" });
    cloud.statuses.set(HUB, "impaired");
    await cloud.ctx.advance(3 * MINUTE);
    expect(cloud.ctx.emitted).toEqual([
      {
        source: "aws.cloudwatch",
        "detail-type": "CloudWatch Alarm State Change",
        resources: [ARN],
        time: new Date("2026-01-02T03:05:00.000Z"),
        detail: {
          alarmName: NAME,
          state: {
            value: "ALARM",
            reason: expect.stringMatching(
              /^Threshold Crossed: 1 datapoint \[1\.0 \(02\/01\/26 03:04:00\)\] was greater than or equal to the threshold \(1\.0\)\.$/,
            ),
            reasonData: expect.any(String),
            timestamp: "2026-01-02T03:05:00.000+0000",
          },
          previousState: {
            value: "INSUFFICIENT_DATA",
            reason: "Unchecked: Initial alarm creation",
            timestamp: "2026-01-02T03:04:00.000+0000",
          },
          configuration: {
            description: "the primary hub is sick",
            metrics: [
              {
                id: expect.stringMatching(/^[0-9a-f-]{36}$/),
                metricStat: {
                  metric: { namespace: "AWS/EC2", name: "StatusCheckFailed", dimensions: { InstanceId: HUB } },
                  period: 60,
                  stat: "Maximum",
                },
                returnData: true,
              },
            ],
          },
        },
      },
    ]);
    const state = cloud.ctx.emitted[0]?.detail.state as { reasonData: string } | undefined;
    expect(JSON.parse(state?.reasonData ?? "null")).toEqual({
      version: "1.0",
      queryDate: "2026-01-02T03:05:00.000+0000",
      startDate: "2026-01-02T03:04:00.000+0000",
      statistic: "Maximum",
      period: 60,
      recentDatapoints: [1],
      threshold: 1,
      evaluatedDatapoints: [{ timestamp: "2026-01-02T03:04:00.000+0000", sampleCount: 1, value: 1 }],
    });
  });
});

describe("SetAlarmState", () => {
  it("holds until the next evaluation, and runs the actions of the state", async () => {
    const cloud = cloudWatchHarness();
    await cloud.call("PutMetricAlarm", { ...ALARM, AlarmActions: [TOPIC, FUNCTION], OKActions: [TOPIC] });
    await cloud.ctx.advance(MINUTE);
    cloud.sent.length = 0;
    await cloud.call("SetAlarmState", { AlarmName: NAME, StateValue: "ALARM", StateReason: "drill" });
    expect(await stateOf(cloud)).toBe("ALARM");
    expect(cloud.sent).toMatchObject([
      {
        target: TOPIC,
        body: {
          AlarmName: NAME,
          NewStateValue: "ALARM",
          OldStateValue: "OK",
          NewStateReason: "drill",
          Trigger: { MetricName: "StatusCheckFailed" },
        },
      },
    ]);
    expect(cloud.invoked).toMatchObject([
      {
        arn: FUNCTION,
        payload: { source: "aws.cloudwatch", alarmArn: ARN, alarmData: { alarmName: NAME, state: { value: "ALARM" } } },
        source: { principal: "lambda.alarms.cloudwatch.amazonaws.com", sourceArn: ARN },
      },
    ]);
    await cloud.ctx.advance(MINUTE);
    expect(await stateOf(cloud)).toBe("OK");
    expect(cloud.sent).toHaveLength(2);
    expect(changes(cloud)).toEqual(["OK", "ALARM", "OK"]);
  });

  it("runs no disabled actions", async () => {
    const cloud = cloudWatchHarness();
    await cloud.call("PutMetricAlarm", { ...ALARM, AlarmActions: [TOPIC] });
    const set = (StateValue: string) => cloud.call("SetAlarmState", { AlarmName: NAME, StateValue, StateReason: "x" });
    await cloud.call("DisableAlarmActions", { AlarmNames: [NAME] });
    await set("ALARM");
    expect(cloud.sent).toEqual([]);
    await cloud.call("EnableAlarmActions", { AlarmNames: [NAME] });
    await set("OK");
    await set("ALARM");
    expect(cloud.sent).toHaveLength(1);
  });

  it("is written to the history", async () => {
    const cloud = cloudWatchHarness();
    await cloud.call("PutMetricAlarm", { ...ALARM, AlarmActions: [TOPIC] });
    await cloud.call("SetAlarmState", { AlarmName: NAME, StateValue: "ALARM", StateReason: "drill" });
    const { AlarmHistoryItems = [] } = await cloud.call<DescribeAlarmHistoryOutput>("DescribeAlarmHistory", {
      AlarmName: NAME,
    });
    expect(AlarmHistoryItems.map((item) => [item.HistoryItemType, item.HistorySummary])).toEqual([
      ["Action", `Successfully executed action ${TOPIC}`],
      ["StateUpdate", "Alarm updated from INSUFFICIENT_DATA to ALARM"],
      ["ConfigurationUpdate", `Alarm "${NAME}" created`],
    ]);
    expect(JSON.parse(AlarmHistoryItems[1]?.HistoryData ?? "")).toMatchObject({
      oldState: { stateValue: "INSUFFICIENT_DATA" },
      newState: { stateValue: "ALARM", stateReason: "drill" },
    });
  });
});

describe("alarms", () => {
  it("are described, tagged and removed", async () => {
    const { call } = cloudWatchHarness();
    await call("PutMetricAlarm", {
      ...ALARM,
      DatapointsToAlarm: 1,
      TreatMissingData: "breaching",
      Tags: [{ Key: "wan", Value: "dc1" }],
    });
    await call("PutMetricAlarm", { ...ALARM, AlarmName: "other" });
    const { MetricAlarms } = await call<DescribeAlarmsOutput>("DescribeAlarms", { AlarmNamePrefix: "DC1" });
    expect(MetricAlarms).toMatchObject([
      {
        ...ALARM,
        AlarmArn: ARN,
        StateValue: "INSUFFICIENT_DATA",
        StateReason: "Unchecked: Initial alarm creation",
        ActionsEnabled: true,
        DatapointsToAlarm: 1,
        TreatMissingData: "breaching",
      },
    ]);
    const forMetric = { Namespace: ALARM.Namespace, MetricName: ALARM.MetricName, Dimensions: ALARM.Dimensions };
    expect(await call("DescribeAlarmsForMetric", forMetric)).toMatchObject({
      MetricAlarms: [{ AlarmName: NAME }, { AlarmName: "other" }],
    });
    expect(await call("ListTagsForResource", { ResourceARN: ARN })).toEqual({ Tags: [{ Key: "wan", Value: "dc1" }] });
    await call("DeleteAlarms", { AlarmNames: [NAME] });
    expect(await call("DescribeAlarms")).toMatchObject({ MetricAlarms: [{ AlarmName: "other" }], CompositeAlarms: [] });
  });

  it.each([
    [
      "PutMetricAlarm",
      { ...ALARM, ComparisonOperator: "Near" },
      "ValidationError",
      "1 validation error detected: Value 'Near' at 'comparisonOperator' failed to satisfy constraint: Member must satisfy enum value set: [GreaterThanOrEqualToThreshold, GreaterThanThreshold, LessThanThreshold, LessThanOrEqualToThreshold, LessThanLowerOrGreaterThanUpperThreshold, LessThanLowerThreshold, GreaterThanUpperThreshold]",
    ],
    [
      "PutMetricAlarm",
      { ...ALARM, Period: 45 },
      "ValidationError",
      "The period must be 10, 20, 30 or a multiple of 60",
    ],
    [
      "PutMetricAlarm",
      { ...ALARM, DatapointsToAlarm: 3 },
      "ValidationError",
      "DatapointsToAlarm must be less than or equal to EvaluationPeriods",
    ],
    [
      "PutMetricAlarm",
      { ...ALARM, Statistic: undefined },
      "InvalidParameterCombination",
      "Exactly one of Statistic and ExtendedStatistic must be specified.",
    ],
    [
      "PutMetricAlarm",
      { ...ALARM, TreatMissingData: "no" },
      "InvalidParameterValue",
      "The value no for parameter TreatMissingData is not supported.",
    ],
    [
      "PutMetricAlarm",
      { ...ALARM, Statistic: undefined, ExtendedStatistic: "90" },
      "InvalidParameterValue",
      "The value 90 for parameter ExtendedStatistic is not supported.",
    ],
    [
      "PutMetricAlarm",
      { ...ALARM, EvaluateLowSampleCountPercentile: "never" },
      "ValidationError",
      "Option never is not supported. Supported options for parameter EvaluateLowSampleCountPercentile are evaluate and ignore.",
    ],
    [
      "SetAlarmState",
      { AlarmName: "none", StateValue: "OK", StateReason: "x" },
      "ResourceNotFound",
      "Alarm none does not exist",
    ],
    [
      "SetAlarmState",
      { AlarmName: "none", StateValue: "BAD", StateReason: "x" },
      "ValidationError",
      "1 validation error detected: Value 'BAD' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: [OK, ALARM, INSUFFICIENT_DATA]",
    ],
  ])("%s refuses %j", async (operation, input, code, message) => {
    await expect(cloudWatchHarness().call(operation, input)).rejects.toMatchObject({ code, message });
  });

  it("are deleted as often as somebody asks", async () => {
    const { call } = cloudWatchHarness();
    await call("PutMetricAlarm", {
      ...ALARM,
      Statistic: undefined,
      ExtendedStatistic: "p90",
      EvaluateLowSampleCountPercentile: "ignore",
    });
    expect(await call("DescribeAlarms")).toMatchObject({
      MetricAlarms: [{ EvaluateLowSampleCountPercentile: "ignore" }],
    });
    await call("DeleteAlarms", { AlarmNames: ["none", NAME] });
    await call("DeleteAlarms", { AlarmNames: [NAME] });
    expect(await call("DescribeAlarms")).toMatchObject({ MetricAlarms: [] });
  });

  it("are made by CloudFormation, whose numbers may be text", async () => {
    const { call, service } = cloudWatchHarness();
    const [provider] = service.resources ?? [];
    const resource = { logicalId: "A", stackName: "wan", stackId: "s", tags: {} };
    const made = await provider?.create({ ...ALARM, Period: "60", Threshold: "1" }, resource);
    expect(made).toEqual({ physicalId: NAME, attributes: { Arn: ARN } });
    expect(await call("DescribeAlarms")).toMatchObject({ MetricAlarms: [{ Period: 60, Threshold: 1 }] });
    await provider?.delete?.(NAME);
    expect(await call("DescribeAlarms")).toMatchObject({ MetricAlarms: [] });
  });
});
