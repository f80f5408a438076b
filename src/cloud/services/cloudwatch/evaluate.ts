import type { ComparisonOperator, StateValue } from "@aws-sdk/client-cloudwatch";
import type { AlarmSettings } from "./alarm.ts";
import type { Datapoint } from "./metrics.ts";

/** CloudWatch looks at more periods than it evaluates, so that late data does not count as missing. */
export const EXTRA_PERIODS = 2;

/** What an evaluation came to, and from which datapoints. */
export interface Verdict {
  value: StateValue;
  /** The datapoints that were judged, newest first. */
  judged: readonly Datapoint[];
  /** Periods without data that were counted as the alarm says. */
  filled: number;
}

type Comparison = (value: number, threshold: number) => boolean;

const breaches: Partial<Record<ComparisonOperator, Comparison>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/** With the band of an anomaly detector; LocalCloud trains none, so that nothing breaches it. */
const WITH_BAND = ["LessThanLowerOrGreaterThanUpperThreshold", "LessThanLowerThreshold", "GreaterThanUpperThreshold"];

export const COMPARISONS = [...Object.keys(breaches), ...WITH_BAND];

export const isBreaching = (settings: AlarmSettings, value: number): boolean =>
  breaches[settings.comparison]?.(value, settings.threshold) ?? false;

/**
 * Judges the datapoints of the last `evaluationPeriods + EXTRA_PERIODS` complete periods, as "Configuring how CloudWatch alarms
 * treat missing data" tabulates: with as many datapoints as evaluation periods, the latest of them decide; with fewer, what is
 * missing is treated as the alarm says. Undefined: the state stays.
 */
export function evaluate(settings: AlarmSettings, found: readonly Datapoint[]): Verdict | undefined {
  const { evaluationPeriods, datapointsToAlarm = evaluationPeriods, treatMissingData = "missing" } = settings;
  const judged = [...found].sort((a, b) => b.at - a.at).slice(0, evaluationPeriods);
  const breaching = judged.filter((point) => isBreaching(settings, point.value)).length;
  const missing = evaluationPeriods - judged.length;
  const verdict = (alarm: boolean, filled: number): Verdict => ({ value: alarm ? "ALARM" : "OK", judged, filled });

  if (missing === 0) return verdict(breaching >= datapointsToAlarm, 0);
  if (treatMissingData === "breaching") return verdict(breaching + missing >= datapointsToAlarm, missing);
  if (treatMissingData === "notBreaching") return verdict(breaching >= datapointsToAlarm, missing);
  if (breaching >= datapointsToAlarm) return verdict(true, 0);
  if (breaching < judged.length) return verdict(false, 0);
  // No datapoint speaks against an alarm, too few for one.
  if (treatMissingData === "ignore") return undefined;
  return judged.length === 0 ? { value: "INSUFFICIENT_DATA", judged, filled: missing } : verdict(true, 0);
}
