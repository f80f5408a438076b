import type { MetricPort } from "../../core/ports.ts";
import type { CloudContext, Operation, Service } from "../../core/types.ts";
import { type CloudWatchPorts, createState } from "./alarm.ts";
import { alarmResource } from "./alarm-resource.ts";
import { deleteAlarms, describeAlarms, describeAlarmsForMetric, setActionsEnabled, setAlarmState } from "./alarms.ts";
import { startClockwork } from "./clockwork.ts";
import { getMetricData } from "./get-metric-data.ts";
import { getMetricStatistics } from "./get-metric-statistics.ts";
import { describeAlarmHistory } from "./history.ts";
import { listMetrics } from "./list-metrics.ts";
import { single } from "./metrics.ts";
import { cloudWatchNeeds } from "./needs.ts";
import { putMetricAlarm } from "./put-metric-alarm.ts";
import { putMetricData } from "./put-metric-data.ts";
import { listTagsForResource, tagResource, untagResource } from "./tagging.ts";

/**
 * CloudWatch: metrics, EC2's status checks, what lies in SQS's queues, and alarms on one metric or on metric math. It evaluates on AWS's minutes, which profile `instant`
 * shortens to seconds.
 */
export function createCloudWatch(ctx: CloudContext, ports: CloudWatchPorts): Service & MetricPort {
  const state = createState(ctx, ports);
  startClockwork(state);
  const operations: Record<string, Operation> = {
    PutMetricAlarm: (input) => putMetricAlarm(state, input),
    DescribeAlarms: (input) => describeAlarms(state, input),
    DescribeAlarmsForMetric: (input) => describeAlarmsForMetric(state, input),
    DescribeAlarmHistory: (input) => describeAlarmHistory(state, input),
    DeleteAlarms: (input) => deleteAlarms(state, input),
    SetAlarmState: (input) => setAlarmState(state, input),
    EnableAlarmActions: (input) => setActionsEnabled(state, input, true),
    DisableAlarmActions: (input) => setActionsEnabled(state, input, false),
    PutMetricData: (input) => putMetricData(state, input),
    GetMetricStatistics: (input) => getMetricStatistics(state, input),
    GetMetricData: (input) => getMetricData(state, input),
    ListMetrics: (input) => listMetrics(state, input),
    TagResource: (input) => tagResource(state, input),
    UntagResource: (input) => untagResource(state, input),
    ListTagsForResource: (input) => listTagsForResource(state, input),
  };
  return {
    signingName: "monitoring",
    operations,
    needs: cloudWatchNeeds(ctx),
    resources: [alarmResource(state)],
    record: (namespace, name, value, at) =>
      state.metrics.add({ namespace, name, dimensions: [] }, single(at, value, undefined)),
  };
}
