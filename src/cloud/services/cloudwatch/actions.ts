import type { Dimension, MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../core/error.ts";
import { type Alarm, type AlarmSettings, type AlarmState, type CloudWatchState, statisticOf } from "./alarm.ts";
import { alarmDetail } from "./alarm-detail.ts";
import { remember } from "./history.ts";
import { timestamp } from "./time.ts";

/** Runs what the alarm says for the state that it is in now. One action's failure keeps no other from running. */
export function runActions(state: CloudWatchState, alarm: Alarm, previous: AlarmState): void {
  const { actionsEnabled, actions } = alarm.settings;
  if (!actionsEnabled) return;
  for (const arn of actions[alarm.state.value]) {
    const failure = attempt(() => runAction(state, alarm, previous, arn));
    const summary = failure ? `Failed to execute action ${arn}` : `Successfully executed action ${arn}`;
    remember(state, alarm, "Action", summary, {
      actionState: failure ? "Failed" : "Succeeded",
      notificationResource: arn,
      error: failure,
    });
    if (!failure) continue;
    state.ctx.journal("error", {
      message: `Alarm ${alarm.settings.name} could not run ${arn}: ${failure}`,
      alarm: alarm.settings.name,
    });
  }
}

/** The text of AWS's refusal, if there is one. */
function attempt(action: () => void): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error.message;
    throw error;
  }
}

function runAction(state: CloudWatchState, alarm: Alarm, previous: AlarmState, arn: string): void {
  const service = arn.split(":")[2];
  if (service === "sns") {
    const source = { principal: "cloudwatch.amazonaws.com", sourceArn: alarm.arn, tellsOwner: true };
    state.ports.topics.send(arn, notification(state, alarm, previous), undefined, source);
  } else if (service === "lambda") {
    const source = { principal: "lambda.alarms.cloudwatch.amazonaws.com", sourceArn: alarm.arn };
    state.ports.functions.invokeAsync(arn, functionEvent(state, alarm, previous), source);
  } else throw new AwsError("InvalidParameterValue", `LocalCloud runs no alarm actions of ${service}`);
}

/** What SNS's subscribers get. */
function notification(state: CloudWatchState, alarm: Alarm, previous: AlarmState): object {
  const { settings } = alarm;
  return {
    AlarmName: settings.name,
    AlarmDescription: settings.description ?? null,
    AWSAccountId: state.ctx.accountId,
    AlarmConfigurationUpdatedTimestamp: timestamp(alarm.configured),
    NewStateValue: alarm.state.value,
    NewStateReason: alarm.state.reason,
    StateChangeTime: timestamp(alarm.state.at),
    Region: state.ctx.region,
    AlarmArn: alarm.arn,
    OldStateValue: previous.value,
    OKActions: settings.actions.OK,
    AlarmActions: settings.actions.ALARM,
    InsufficientDataActions: settings.actions.INSUFFICIENT_DATA,
    Trigger: {
      ...judged(settings),
      Period: settings.period,
      EvaluationPeriods: settings.evaluationPeriods,
      DatapointsToAlarm: settings.datapointsToAlarm ?? settings.evaluationPeriods,
      ComparisonOperator: settings.comparison,
      Threshold: settings.threshold,
      TreatMissingData: settings.treatMissingData ?? "",
      EvaluateLowSampleCountPercentile: "",
    },
  };
}

/** One metric, or metric math. */
function judged(settings: AlarmSettings): object {
  if (settings.queries) return { Metrics: settings.queries.map(query) };
  return {
    MetricName: settings.metricName,
    Namespace: settings.namespace,
    StatisticType: settings.statistic ? "Statistic" : "ExtendedStatistic",
    Statistic: statisticOf(settings).toUpperCase(),
    Unit: settings.unit ?? null,
    Dimensions: settings.dimensions.map(dimension),
  };
}

const dimension = ({ Name, Value }: Dimension) => ({ value: Value, name: Name });

const query = ({ MetricStat, ...rest }: MetricDataQuery) => ({
  ...rest,
  ...(MetricStat && {
    MetricStat: {
      ...MetricStat,
      Metric: { ...MetricStat.Metric, Dimensions: (MetricStat.Metric?.Dimensions ?? []).map(dimension) },
    },
  }),
});

/** What a function gets ("Invoke a Lambda function from an alarm"). */
const functionEvent = (state: CloudWatchState, alarm: Alarm, previous: AlarmState): object => ({
  source: "aws.cloudwatch",
  alarmArn: alarm.arn,
  accountId: state.ctx.accountId,
  time: timestamp(alarm.state.at),
  region: state.ctx.region,
  alarmData: alarmDetail(alarm, previous),
});
