import { randomUUID } from "node:crypto";
import type { PutMetricAlarmInput } from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../core/error.ts";
import { constrain } from "../shared/constraint.ts";
import { fromTagList } from "../shared/tags.ts";
import {
  type Alarm,
  type AlarmSettings,
  alarmArn,
  type CloudWatchState,
  invalidCombination,
  invalidValue,
  MISSING,
} from "./alarm.ts";
import { COMPARISONS } from "./evaluate.ts";
import { remember } from "./history.ts";
import { PERCENTILE, SIMPLE_STATISTICS } from "./metrics.ts";
import { checkQueries, returnedSeries } from "./queries.ts";

/** A new alarm begins with this state. */
const UNCHECKED = "Unchecked: Initial alarm creation";

/** Creates an alarm, or replaces its settings; its state stays until the next evaluation. */
export function putMetricAlarm(state: CloudWatchState, input: PutMetricAlarmInput): void {
  const settings = settingsOf(input);
  if (settings.queries) returnedSeries(state, settings.queries, { from: 0, to: 0 });
  const now = state.ctx.now();
  const known = state.alarms.get(settings.name);
  const alarm: Alarm = {
    arn: alarmArn(state.ctx, settings.name),
    settings,
    configured: now,
    state: known?.state ?? { value: firstState(state), reason: UNCHECKED, reasonData: undefined, at: now },
    metricId: randomUUID(),
  };
  state.alarms.set(settings.name, alarm);
  if (!known) state.tags.add(alarm.arn, fromTagList(input.Tags));
  const verb = known ? "updated" : "created";
  remember(state, alarm, "ConfigurationUpdate", `Alarm "${settings.name}" ${verb}`, {
    version: "1.0",
    type: known ? "Update" : "Create",
  });
}

const firstState = ({ ctx }: CloudWatchState) => (ctx.deviates("alarms-begin-ok") ? "OK" : "INSUFFICIENT_DATA");

/** API_PutMetricAlarm's own limits. */
const MEMBERS = {
  AlarmName: { required: true, minLength: 1, maxLength: 255 },
  AlarmDescription: { maxLength: 1024 },
  MetricName: { minLength: 1, maxLength: 255 },
  Namespace: { minLength: 1, maxLength: 255, pattern: "[^:].*" },
  Statistic: { oneOf: SIMPLE_STATISTICS },
  Period: { min: 1 },
  EvaluationPeriods: { required: true, min: 1 },
  DatapointsToAlarm: { min: 1 },
  ComparisonOperator: { required: true, oneOf: COMPARISONS },
  OKActions: { maxLength: 5 },
  AlarmActions: { maxLength: 5 },
  InsufficientDataActions: { maxLength: 5 },
  Dimensions: { maxLength: 30 },
};

const ONE_METRIC = {
  MetricName: { ...MEMBERS.MetricName, required: true },
  Namespace: { ...MEMBERS.Namespace, required: true },
  Period: { ...MEMBERS.Period, required: true },
};

function settingsOf(input: PutMetricAlarmInput): AlarmSettings {
  constrain(input, input.Metrics ? MEMBERS : { ...MEMBERS, ...ONE_METRIC }, "ValidationError");
  constrain(input, { Threshold: { required: input.ThresholdMetricId === undefined } }, "ValidationError");
  if (input.Metrics) checkMetrics(input);
  else checkStatistic(input);
  checkCombinations(input);
  return {
    name: input.AlarmName ?? "",
    queries: input.Metrics,
    bandId: input.ThresholdMetricId,
    description: input.AlarmDescription,
    namespace: input.Namespace ?? "",
    metricName: input.MetricName ?? "",
    dimensions: input.Dimensions ?? [],
    statistic: input.Statistic,
    extendedStatistic: input.ExtendedStatistic,
    period: periodOf(input),
    unit: input.Unit,
    evaluationPeriods: input.EvaluationPeriods ?? 1,
    datapointsToAlarm: input.DatapointsToAlarm,
    threshold: input.Threshold ?? 0,
    comparison: input.ComparisonOperator ?? "GreaterThanThreshold",
    lowSampleCount: input.EvaluateLowSampleCountPercentile,
    treatMissingData: MISSING.find((way) => way === input.TreatMissingData),
    actionsEnabled: input.ActionsEnabled ?? true,
    actions: {
      OK: input.OKActions ?? [],
      ALARM: input.AlarmActions ?? [],
      INSUFFICIENT_DATA: input.InsufficientDataActions ?? [],
    },
  };
}

/** Of metric math the metrics'. */
const periodOf = ({ Metrics = [], Period }: PutMetricAlarmInput): number =>
  Period ?? Metrics.flatMap((query) => query.MetricStat?.Period ?? query.Period ?? [])[0] ?? 60;

const OF_ONE_METRIC = [
  "MetricName",
  "Namespace",
  "Dimensions",
  "Period",
  "Unit",
  "Statistic",
  "ExtendedStatistic",
] as const;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html: of one metric or of metric math. */
function checkMetrics(input: PutMetricAlarmInput): void {
  const { Metrics = [], ThresholdMetricId } = input;
  const other = OF_ONE_METRIC.find((member) => input[member] !== undefined);
  if (other) throw invalidCombination(`The parameters Metrics and ${other} are mutually exclusive.`);
  checkQueries(Metrics, "Metrics");
  if (ThresholdMetricId === undefined || Metrics.some(({ Id }) => Id === ThresholdMetricId)) return;
  throw new AwsError("ValidationError", `There is no element of the metrics list with the ID ${ThresholdMetricId}.`);
}

function checkStatistic(input: PutMetricAlarmInput): void {
  if ((input.Statistic === undefined) === (input.ExtendedStatistic === undefined)) {
    throw invalidCombination("Exactly one of Statistic and ExtendedStatistic must be specified.");
  }
  checkPercentile(input);
}

/** What holds between members; the texts are CloudWatch's where it has been seen to answer them. */
function checkCombinations(input: PutMetricAlarmInput): void {
  const { EvaluationPeriods = 1, DatapointsToAlarm, TreatMissingData } = input;
  const Period = periodOf(input);
  const ways: readonly string[] = MISSING;
  if (![10, 20, 30].includes(Period) && Period % 60 !== 0) {
    throw new AwsError("ValidationError", "The period must be 10, 20, 30 or a multiple of 60");
  }
  if (DatapointsToAlarm !== undefined && DatapointsToAlarm > EvaluationPeriods) {
    throw new AwsError("ValidationError", "DatapointsToAlarm must be less than or equal to EvaluationPeriods");
  }
  if (Period * EvaluationPeriods > (Period < 3600 ? 86_400 : 604_800)) {
    throw new AwsError(
      "ValidationError",
      "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400)",
    );
  }
  if (TreatMissingData !== undefined && !ways.includes(TreatMissingData)) {
    throw invalidValue(`The value ${TreatMissingData} for parameter TreatMissingData is not supported.`);
  }
}

const LOW_SAMPLE_COUNT = ["evaluate", "ignore"];

function checkPercentile({ ExtendedStatistic, EvaluateLowSampleCountPercentile: way }: PutMetricAlarmInput): void {
  if (ExtendedStatistic !== undefined && !PERCENTILE.test(ExtendedStatistic)) {
    throw invalidValue(`The value ${ExtendedStatistic} for parameter ExtendedStatistic is not supported.`);
  }
  if (way === undefined || LOW_SAMPLE_COUNT.includes(way)) return;
  throw new AwsError(
    "ValidationError",
    `Option ${way} is not supported. Supported options for parameter EvaluateLowSampleCountPercentile are evaluate and ignore.`,
  );
}
