import type { StateValue } from "@aws-sdk/client-cloudwatch";
import { type AlarmSettings, statisticOf } from "./alarm.ts";
import { isBreaching, type Verdict } from "./evaluate.ts";
import type { Datapoint } from "./metrics.ts";
import { timestamp } from "./time.ts";

const WORDS: Record<string, string> = {
  GreaterThanOrEqualToThreshold: "greater than or equal to",
  GreaterThanThreshold: "greater than",
  LessThanThreshold: "less than",
  LessThanOrEqualToThreshold: "less than or equal to",
};

/** CloudWatch writes numbers as Java writes doubles. */
const number = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));

/** `01/10/19 13:46:00` */
function shortTime(at: number): string {
  const [date = "", time = ""] = new Date(at).toISOString().split(/[T.]/);
  return `${date.slice(2).split("-").reverse().join("/")} ${time}`;
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** Why an alarm is in its state, in CloudWatch's own sentences. */
export function reasonOf(settings: AlarmSettings, verdict: Verdict, previous: StateValue): string {
  if (verdict.value === "INSUFFICIENT_DATA") {
    return `Insufficient Data: ${plural(verdict.filled, "datapoint")} ${verdict.filled === 1 ? "was" : "were"} unknown.`;
  }
  const isAlarm = verdict.value === "ALARM";
  const telling = verdict.judged.filter((point) => isBreaching(settings, point.value) === isAlarm);
  const filled = filledPart(settings, verdict.filled);
  if (telling.length === 0) {
    return `Threshold Crossed: no datapoints were received for ${plural(settings.evaluationPeriods, "period")} and ${filled}.`;
  }
  const list = telling.map((point) => `${number(point.value)} (${shortTime(point.at)})`).join(", ");
  const verb = telling.length === 1 ? "was" : "were";
  const crossed = `[${list}] ${verb} ${isAlarm ? "" : "not "}${WORDS[settings.comparison]} the threshold (${number(settings.threshold)})`;
  if (verdict.filled > 0 || previous === "INSUFFICIENT_DATA") {
    return `Threshold Crossed: ${plural(telling.length, "datapoint")} ${crossed}${filled && ` and ${filled}`}.`;
  }
  return `Threshold Crossed: ${telling.length} out of the last ${settings.evaluationPeriods} datapoints ${crossed} (${minimum(settings, isAlarm)}).`;
}

function filledPart(settings: AlarmSettings, filled: number): string {
  if (filled === 0) return "";
  const as = settings.treatMissingData === "breaching" ? "Breaching" : "NonBreaching";
  return `${plural(filled, "missing datapoint")} ${filled === 1 ? "was" : "were"} treated as [${as}]`;
}

function minimum(settings: AlarmSettings, isAlarm: boolean): string {
  const { evaluationPeriods, datapointsToAlarm = evaluationPeriods } = settings;
  const needed = isAlarm ? datapointsToAlarm : evaluationPeriods - datapointsToAlarm + 1;
  return `minimum ${plural(needed, "datapoint")} for ${isAlarm ? "OK -> ALARM" : "ALARM -> OK"} transition`;
}

/** The same for programs. JSON text. */
export function reasonDataOf(settings: AlarmSettings, verdict: Verdict, now: number): string {
  const oldest = verdict.judged.at(-1);
  return JSON.stringify({
    version: "1.0",
    queryDate: timestamp(now),
    ...(oldest && { startDate: timestamp(oldest.at) }),
    ...(settings.queries === undefined && { statistic: statisticOf(settings) }),
    period: settings.period,
    recentDatapoints: verdict.judged.map((point) => point.value).reverse(),
    threshold: settings.threshold,
    evaluatedDatapoints: verdict.judged.map(({ at, count, value }: Datapoint) => ({
      timestamp: timestamp(at),
      sampleCount: count,
      value,
    })),
  });
}
