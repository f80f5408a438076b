import type { MetricDatum, PutMetricDataInput } from "@aws-sdk/client-cloudwatch";
import { constrain } from "../shared/constraint.ts";
import { type CloudWatchState, invalidCombination, invalidValue } from "./alarm.ts";
import { type Sample, single } from "./metrics.ts";

export function putMetricData(state: CloudWatchState, input: PutMetricDataInput): void {
  constrain(
    input,
    {
      Namespace: { required: true, minLength: 1, maxLength: 255, pattern: "[^:].*" },
      MetricData: { required: true, maxLength: 1000 },
    },
    "ValidationError",
  );
  const namespace = input.Namespace ?? "";
  if (namespace.startsWith("AWS/")) {
    throw invalidValue("The value AWS/ for parameter Namespace is invalid.");
  }
  const data = input.MetricData ?? [];
  const samples = data.map((datum, index) => samplesOf(state, datum, index));
  for (const [index, datum] of data.entries()) {
    const name = { namespace, name: datum.MetricName ?? "", dimensions: datum.Dimensions ?? [] };
    for (const sample of samples[index] ?? []) state.metrics.add(name, sample);
  }
}

/** Order of checks: one form only, lists of one length, no NaN and no infinity. */
function samplesOf(state: CloudWatchState, datum: MetricDatum, index: number): Sample[] {
  const at = datum.Timestamp?.getTime() ?? state.ctx.now();
  const { Unit: unit, Value, Values, Counts, StatisticValues: set } = datum;
  checkForms(datum, `MetricData.member.${index + 1}`);
  if (Value !== undefined) return [single(at, Value, unit)];
  if (set) {
    const { SampleCount: count = 0, Sum: sum = 0, Minimum: min = 0, Maximum: max = 0 } = set;
    return [{ at, count, sum, min, max, values: [], unit }];
  }
  return (Values ?? []).map((value, i) => {
    const count = Counts?.[i] ?? 1;
    return { ...single(at, value, unit), count, sum: value * count };
  });
}

function checkForms({ Value, Values, Counts, StatisticValues }: MetricDatum, at: string): void {
  const exclusive = (one: string, other: string) =>
    `The parameters ${at}.${one} and ${at}.${other} are mutually exclusive and you have specified both.`;
  if (Value !== undefined && Values) throw invalidValue(exclusive("Value", "Values"));
  if (StatisticValues && (Value !== undefined || Values)) {
    throw invalidCombination(exclusive(Values ? "Values" : "Value", "StatisticValues"));
  }
  if (Value === undefined && !Values && !StatisticValues) {
    throw invalidCombination(
      `Exactly one of the parameters ${at}.Value, ${at}.Values and ${at}.StatisticValues must be specified.`,
    );
  }
  if (Values && Counts && Values.length !== Counts.length) {
    throw invalidValue(`The parameters ${at}.Values and ${at}.Counts must be of the same size.`);
  }
  for (const [name, value] of [["Value", Value], ...(Values ?? []).map((one, i) => [`Values.member.${i + 1}`, one])]) {
    if (value !== undefined && !Number.isFinite(value)) {
      throw invalidValue(`The value ${value} for parameter ${at}.${name} is invalid.`);
    }
  }
}
