import type { Dimension } from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../core/error.ts";

/** What a metric is told by. */
export interface MetricName {
  namespace: string;
  name: string;
  dimensions: readonly Dimension[];
}

/** One value, or a set of values that was summarized before it was put. */
export interface Sample {
  /** Epoch ms. */
  at: number;
  sum: number;
  count: number;
  min: number;
  max: number;
  /** The values themselves, for percentiles; a summarized set has none. */
  values: readonly number[];
  unit: string | undefined;
}

interface Metric extends MetricName {
  samples: Sample[];
}

/** Older samples of one metric are forgotten. */
const MAX_SAMPLES = 10_000;

export const single = (at: number, value: number, unit: string | undefined): Sample => ({
  at,
  sum: value,
  count: 1,
  min: value,
  max: value,
  values: [value],
  unit,
});

function keyOf({ namespace, name, dimensions }: MetricName): string {
  const parts = dimensions.map((dimension) => [dimension.Name, dimension.Value]);
  return JSON.stringify([namespace, name, parts.sort((a, b) => (String(a) < String(b) ? -1 : 1))]);
}

/** Every metric that was ever put. */
export class MetricStore {
  readonly #metrics = new Map<string, Metric>();

  add(name: MetricName, sample: Sample): void {
    const key = keyOf(name);
    const metric = this.#metrics.get(key) ?? { ...name, samples: [] };
    metric.samples.push(sample);
    if (metric.samples.length > MAX_SAMPLES) metric.samples.shift();
    this.#metrics.set(key, metric);
  }

  list(): readonly MetricName[] {
    return [...this.#metrics.values()];
  }

  /** Metrics of the same name that have at least these dimensions. */
  withMore({ namespace, name, dimensions }: MetricName): readonly MetricName[] {
    const has = (metric: MetricName, { Name, Value }: Dimension) =>
      metric.dimensions.some((one) => one.Name === Name && one.Value === Value);
    return this.list().filter(
      (metric) =>
        metric.namespace === namespace && metric.name === name && dimensions.every((wanted) => has(metric, wanted)),
    );
  }

  /** Samples from `from` to before `to`, epoch ms. */
  samples(name: MetricName, from: number, to: number): Sample[] {
    const { samples = [] } = this.#metrics.get(keyOf(name)) ?? {};
    return samples.filter((sample) => sample.at >= from && sample.at < to);
  }
}

export const SIMPLE_STATISTICS = ["SampleCount", "Average", "Sum", "Minimum", "Maximum"] as const;

export const PERCENTILE = /^p(\d{1,2}(?:\.\d{1,2})?|100)$/;

/** @throws AwsError InvalidParameterValue for a statistic that CloudWatch, or LocalCloud, does not have. */
export function statistic(samples: readonly Sample[], name: string): number {
  const count = samples.reduce((sum, sample) => sum + sample.count, 0);
  const total = samples.reduce((sum, sample) => sum + sample.sum, 0);
  const percent = PERCENTILE.exec(name)?.[1];
  if (percent !== undefined)
    return percentile(
      samples.flatMap((sample) => sample.values),
      Number(percent),
    );
  const values: Record<string, number> = {
    SampleCount: count,
    Sum: total,
    Average: total / count,
    Minimum: Math.min(...samples.map((sample) => sample.min)),
    Maximum: Math.max(...samples.map((sample) => sample.max)),
  };
  const value = values[name];
  if (value === undefined)
    throw new AwsError("InvalidParameterValue", `The value ${name} for parameter Stat is not supported.`);
  return value;
}

/** Linear between the two nearest values. */
function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = (percent / 100) * (sorted.length - 1);
  const [low = Number.NaN, high = low] = [sorted[Math.floor(rank)], sorted[Math.ceil(rank)]];
  return low + (high - low) * (rank - Math.floor(rank));
}

export interface Datapoint {
  /** When the period began, epoch ms. */
  at: number;
  value: number;
  count: number;
}

/** One datapoint for each period that has samples; `period` in ms, of which one begins at `origin`, epoch ms. Oldest first. */
export function datapoints(samples: readonly Sample[], period: number, name: string, origin = 0): Datapoint[] {
  const periods = new Map<number, Sample[]>();
  for (const sample of samples) {
    const at = origin + Math.floor((sample.at - origin) / period) * period;
    periods.set(at, [...(periods.get(at) ?? []), sample]);
  }
  return [...periods.entries()]
    .sort(([a], [b]) => a - b)
    .map(([at, within]) => ({
      at,
      value: statistic(within, name),
      count: within.reduce((sum, sample) => sum + sample.count, 0),
    }));
}
