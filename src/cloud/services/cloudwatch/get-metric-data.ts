import type {
  GetMetricDataInput,
  GetMetricDataOutput,
  MetricDataQuery,
  MetricDataResult,
} from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../core/error.ts";
import { constrain } from "../shared/constraint.ts";
import type { CloudWatchState } from "./alarm.ts";
import { datapoints } from "./metrics.ts";
import { wholeSecond } from "./time.ts";

export function getMetricData(state: CloudWatchState, input: GetMetricDataInput): GetMetricDataOutput {
  constrain(
    input,
    {
      MetricDataQueries: { required: true, maxLength: 500 },
      StartTime: { required: true },
      EndTime: { required: true },
    },
    "ValidationError",
  );
  const { ScanBy, MetricDataQueries = [] } = input;
  const [StartTime, EndTime] = [wholeSecond(input.StartTime), wholeSecond(input.EndTime)];
  checkOrder(StartTime, EndTime);
  const label = labels(MetricDataQueries);
  const results = MetricDataQueries.map((query) => ({
    ...resultOf(state, query, StartTime, EndTime, ScanBy === "TimestampAscending"),
    Label: label(query),
  }));
  return {
    MetricDataResults: results.filter((_, index) => MetricDataQueries[index]?.ReturnData !== false),
    Messages: [],
  };
}

function checkOrder(from: Date, to: Date): void {
  if (from.getTime() === to.getTime()) {
    throw new AwsError("ValidationError", "The parameter StartTime must not equal parameter EndTime.");
  }
  if (from > to) throw new AwsError("ValidationError", "The parameter EndTime must be greater than StartTime.");
}

/** The metric's name, and what tells the queries apart: the statistic and the period where not all have the same. */
function labels(queries: readonly MetricDataQuery[]): (query: MetricDataQuery) => string | undefined {
  const differing = (["Stat", "Period"] as const).filter(
    (member) => new Set(queries.map(({ MetricStat }) => MetricStat?.[member])).size > 1,
  );
  return ({ Label, MetricStat }) =>
    Label ?? [MetricStat?.Metric?.MetricName, ...differing.map((member) => MetricStat?.[member])].join(" ");
}

function resultOf(
  state: CloudWatchState,
  query: MetricDataQuery,
  from: Date,
  to: Date,
  ascending: boolean,
): MetricDataResult {
  const { Id, MetricStat } = query;
  const { Metric, Period, Stat, Unit } = MetricStat ?? {};
  if (!Metric || !Period || !Stat) {
    throw new AwsError("ValidationError", `LocalCloud knows metric queries with a MetricStat only; ${Id} has none`);
  }
  const name = {
    namespace: Metric.Namespace ?? "",
    name: Metric.MetricName ?? "",
    dimensions: Metric.Dimensions ?? [],
  };
  const samples = state.metrics
    .samples(name, from.getTime(), to.getTime())
    .filter((sample) => Unit === undefined || sample.unit === Unit);
  const points = datapoints(samples, Period * 1000, Stat);
  if (!ascending) points.reverse();
  return {
    Id,
    Timestamps: points.map((point) => new Date(point.at)),
    Values: points.map((point) => point.value),
    StatusCode: "Complete",
  };
}
