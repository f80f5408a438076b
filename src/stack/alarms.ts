import { Duration } from "aws-cdk-lib";
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import type { WanPlan } from "../plan/index.ts";
import { METRIC_NAMESPACE } from "./permissions.ts";

const MINUTE = Duration.minutes(1);

/** Where alarms are made, and the topic that they ring. */
export interface AlarmScope {
  scope: Construct;
  topic: ITopic;
}

function ring(alarm: Alarm, topic: ITopic): void {
  alarm.addAlarmAction(new SnsAction(topic));
}

/** Of a condition that lasts, a person also wants to know that it is over. */
function ringAndTellTheEnd(alarm: Alarm, topic: ITopic): void {
  ring(alarm, topic);
  alarm.addOkAction(new SnsAction(topic));
}

/** Rings when anything at all is counted: no news is good news. */
export function alarmOnAny(
  { scope, topic }: AlarmScope,
  id: string,
  props: { alarmName: string; alarmDescription: string; metric: IMetric },
): void {
  const alarm = new Alarm(scope, id, {
    ...props,
    threshold: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  ring(alarm, topic);
}

/**
 * Running but unhealthy. The metric is 1 when the instance, its host or its volume fails EC2's check; a stopped instance reports
 * nothing, which is no illness: its state change is an event of its own.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html#status-check-metrics
 */
export function alarmOnStatusChecks(
  { scope, topic }: AlarmScope,
  id: string,
  hub: { name: string; instanceId: string; alarmName: string },
): void {
  const alarm = new Alarm(scope, id, {
    alarmName: hub.alarmName,
    alarmDescription: `${hub.name} runs but fails EC2's status checks`,
    metric: new Metric({
      namespace: "AWS/EC2",
      metricName: "StatusCheckFailed",
      dimensionsMap: { InstanceId: hub.instanceId },
      statistic: "Maximum",
      period: MINUTE,
    }),
    threshold: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: 2,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  ringAndTellTheEnd(alarm, topic);
}

/** What the hubs' agents know and EC2's status checks cannot see. An agent that says nothing has proved nothing. */
export function alarmOnAgents(place: AlarmScope, { wan, hubs }: { wan: string; hubs: WanPlan["hubs"] }): void {
  for (const { name, role } of hubs) {
    alarmOnSilence(place, role === "primary" ? "PrimaryNotReady" : "StandbyNotReady", {
      alarmName: `${name}-NotReady-Alarm`,
      alarmDescription: `${name} has not proved for five minutes that it can take the traffic`,
      metric: agentMetric("ready", { Wan: wan, Hub: name }),
      evaluationPeriods: 5,
    });
  }
  alarmOnSilence(place, "NoActiveHub", {
    alarmName: `${wan.toUpperCase()}-NoActiveHub-Alarm`,
    alarmDescription: "No hub says that it serves the sites",
    metric: agentMetric("active", { Wan: wan }),
    // A hub that was promoted just after it had published says so a minute later.
    evaluationPeriods: 3,
  });
}

function agentMetric(metricName: string, dimensionsMap: Record<string, string>): Metric {
  return new Metric({ namespace: METRIC_NAMESPACE, metricName, dimensionsMap, statistic: "Maximum", period: MINUTE });
}

/** Rings when a metric that should be 1 is 0 or missing, minute after minute. */
function alarmOnSilence(
  { scope, topic }: AlarmScope,
  id: string,
  props: { alarmName: string; alarmDescription: string; metric: IMetric; evaluationPeriods: number },
): void {
  const alarm = new Alarm(scope, id, {
    ...props,
    threshold: 1,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.BREACHING,
  });
  ringAndTellTheEnd(alarm, topic);
}
