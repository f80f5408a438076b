import type {
  DeleteAlarmsInput,
  DescribeAlarmsForMetricInput,
  DescribeAlarmsForMetricOutput,
  DescribeAlarmsInput,
  DescribeAlarmsOutput,
  EnableAlarmActionsInput,
  MetricAlarm,
  SetAlarmStateInput,
} from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../core/error.ts";
import { constrain } from "../shared/constraint.ts";
import { page } from "../shared/page.ts";
import {
  type Alarm,
  type AlarmSettings,
  type CloudWatchState,
  invalidCombination,
  invalidToken,
  requireAlarm,
} from "./alarm.ts";
import { transition } from "./transition.ts";

const STATE_VALUES = ["OK", "ALARM", "INSUFFICIENT_DATA"];

function shown({ arn, settings, state, configured }: Alarm): MetricAlarm {
  const { description, datapointsToAlarm, treatMissingData, lowSampleCount } = settings;
  return {
    AlarmName: settings.name,
    AlarmArn: arn,
    ...(description !== undefined && { AlarmDescription: description }),
    AlarmConfigurationUpdatedTimestamp: new Date(configured),
    ActionsEnabled: settings.actionsEnabled,
    OKActions: settings.actions.OK,
    AlarmActions: settings.actions.ALARM,
    InsufficientDataActions: settings.actions.INSUFFICIENT_DATA,
    StateValue: state.value,
    StateReason: state.reason,
    ...(state.reasonData !== undefined && { StateReasonData: state.reasonData }),
    StateUpdatedTimestamp: new Date(state.at),
    StateTransitionedTimestamp: new Date(state.at),
    ...judged(settings),
    EvaluationPeriods: settings.evaluationPeriods,
    ...(datapointsToAlarm !== undefined && { DatapointsToAlarm: datapointsToAlarm }),
    ...(settings.bandId === undefined ? { Threshold: settings.threshold } : { ThresholdMetricId: settings.bandId }),
    ComparisonOperator: settings.comparison,
    ...(lowSampleCount !== undefined && { EvaluateLowSampleCountPercentile: lowSampleCount }),
    ...(treatMissingData !== undefined && { TreatMissingData: treatMissingData }),
  };
}

/** What an alarm looks at: one metric, or metric math. */
function judged({ queries, statistic, extendedStatistic, unit, ...settings }: AlarmSettings): MetricAlarm {
  if (queries) return { Metrics: queries };
  return {
    MetricName: settings.metricName,
    Namespace: settings.namespace,
    ...(statistic !== undefined && { Statistic: statistic }),
    ...(extendedStatistic !== undefined && { ExtendedStatistic: extendedStatistic }),
    Dimensions: settings.dimensions,
    Period: settings.period,
    ...(unit !== undefined && { Unit: unit as NonNullable<MetricAlarm["Unit"]> }),
  };
}

export function describeAlarms(state: CloudWatchState, input: DescribeAlarmsInput): DescribeAlarmsOutput {
  constrain(input, { MaxRecords: { min: 1, max: 100 }, StateValue: { oneOf: STATE_VALUES } }, "ValidationError");
  const { AlarmNames, AlarmNamePrefix, StateValue, ActionPrefix, AlarmTypes } = input;
  if (AlarmNames?.length && AlarmNamePrefix !== undefined) {
    throw invalidCombination("AlarmNamePrefix and AlarmNames cannot both be specified.");
  }
  const isWanted = ({ settings, state: { value } }: Alarm): boolean =>
    (!AlarmNames?.length || AlarmNames.includes(settings.name)) &&
    settings.name.startsWith(AlarmNamePrefix ?? "") &&
    (StateValue === undefined || value === StateValue) &&
    (ActionPrefix === undefined ||
      Object.values(settings.actions)
        .flat()
        .some((arn) => arn.startsWith(ActionPrefix)));
  const wantsMetricAlarms = !AlarmTypes?.length || AlarmTypes.includes("MetricAlarm");
  const alarms = wantsMetricAlarms ? [...state.alarms.values()].filter(isWanted) : [];
  alarms.sort((a, b) => (a.settings.name < b.settings.name ? -1 : 1));
  const { items, nextToken } = page(alarms, input.NextToken, input.MaxRecords ?? 50, invalidToken);
  return { MetricAlarms: items.map(shown), CompositeAlarms: [], NextToken: nextToken };
}

export function describeAlarmsForMetric(
  state: CloudWatchState,
  input: DescribeAlarmsForMetricInput,
): DescribeAlarmsForMetricOutput {
  constrain(input, { MetricName: { required: true }, Namespace: { required: true } }, "ValidationError");
  const wanted = dimensionsText(input.Dimensions);
  const alarms = [...state.alarms.values()].filter(
    ({ settings }) =>
      settings.metricName === input.MetricName &&
      settings.namespace === input.Namespace &&
      dimensionsText(settings.dimensions) === wanted &&
      (input.Statistic === undefined || settings.statistic === input.Statistic) &&
      (input.Period === undefined || settings.period === input.Period),
  );
  return { MetricAlarms: alarms.map(shown) };
}

const dimensionsText = (dimensions: DescribeAlarmsForMetricInput["Dimensions"] = []): string =>
  dimensions
    .map(({ Name, Value }) => `${Name}=${Value}`)
    .sort()
    .join(",");

/** One that does not exist is deleted already. */
export function deleteAlarms(state: CloudWatchState, input: DeleteAlarmsInput): void {
  constrain(input, { AlarmNames: { required: true, maxLength: 100 } }, "ValidationError");
  const alarms = (input.AlarmNames ?? []).flatMap((name) => state.alarms.get(name) ?? []);
  for (const { arn, settings } of alarms) {
    state.alarms.delete(settings.name);
    state.tags.drop(arn);
  }
}

/** For a while: the next evaluation puts the alarm where its metric says. */
export function setAlarmState(state: CloudWatchState, input: SetAlarmStateInput): void {
  constrain(
    input,
    {
      AlarmName: { required: true, minLength: 1, maxLength: 255 },
      StateValue: { required: true, oneOf: STATE_VALUES },
      StateReason: { required: true, maxLength: 1023 },
      StateReasonData: { maxLength: 4000 },
    },
    "ValidationError",
  );
  const alarm = requireAlarm(state, input.AlarmName);
  const { StateValue: value = alarm.state.value, StateReason: reason = "", StateReasonData: reasonData } = input;
  if (reasonData !== undefined) checkJson(reasonData);
  if (value === alarm.state.value) return;
  transition(state, alarm, { value, reason, reasonData, at: state.ctx.now() });
}

function checkJson(text: string): void {
  try {
    JSON.parse(text);
  } catch {
    throw new AwsError("InvalidFormat", "StateReasonData was not valid JSON");
  }
}

export function setActionsEnabled(state: CloudWatchState, input: EnableAlarmActionsInput, enabled: boolean): void {
  constrain(input, { AlarmNames: { required: true, maxLength: 100 } }, "ValidationError");
  for (const name of input.AlarmNames ?? []) {
    const alarm = state.alarms.get(name);
    if (alarm) alarm.settings = { ...alarm.settings, actionsEnabled: enabled };
  }
}
