import type { Range } from "../math/functions.ts";
import type { Series } from "../math/series.ts";
import { datapoints, type MetricName, type MetricStore, type Sample, single, statistic } from "../metrics.ts";
import type { Selection } from "./parse.ts";

/**
 * Stands for the label that a metric lacks:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-troubleshooting.html
 */
const OTHER = "Other";

/** What a query selects: one series for each group, or one of all metrics where it has no GROUP BY. `period` in ms. */
export function select(
  metrics: MetricStore,
  selection: Selection,
  { from, to }: Range,
  period: number,
): Series | readonly Series[] {
  const groups = new Map<string, Sample[]>();
  for (const metric of metrics.list().filter((one) => isSelected(one, selection))) {
    const samples = metrics.samples(metric, from, to);
    const group = selection.groupBy.map((key) => labelOf(metric, key) ?? OTHER).join(" ");
    if (samples.length > 0) groups.set(group, [...(groups.get(group) ?? []), ...samples]);
  }
  const series = (label: string, samples: readonly Sample[]): Series => {
    const points = datapoints(samples, period, selection.statistic).map(({ at, value }) => [at, value] as const);
    return { label, period, points: new Map(points) };
  };
  if (selection.groupBy.length === 0) return series(selection.metricName, groups.get("") ?? []);
  return ordered(
    Array.from(groups, ([label, samples]) => series(label, samples)),
    selection,
  ).slice(0, selection.limit);
}

const labelOf = ({ dimensions }: MetricName, key: string): string | undefined =>
  dimensions.find(({ Name }) => Name === key)?.Value;

/** A metric that lacks a label is neither equal to a value nor unequal, as in SQL. */
function isSelected(metric: MetricName, { namespace, metricName, dimensions, where }: Selection): boolean {
  if (metric.namespace !== namespace || metric.name !== metricName) return false;
  const names = metric.dimensions.map(({ Name }) => Name);
  const isExact = dimensions?.length === names.length && dimensions.every((name) => names.includes(name));
  if (dimensions && !isExact) return false;
  return where.every(({ key, equal, value }) => {
    const found = labelOf(metric, key);
    return found !== undefined && (found === value) === equal;
  });
}

/** By one number that each series comes to. */
function ordered(series: readonly Series[], { orderBy }: Selection): readonly Series[] {
  if (!orderBy) return series;
  const worth = ({ points }: Series) =>
    statistic(
      Array.from(points, ([at, value]) => single(at, value, undefined)),
      orderBy.statistic,
    );
  const sorted = [...series].sort((a, b) => worth(a) - worth(b));
  return orderBy.descending ? sorted.reverse() : sorted;
}
