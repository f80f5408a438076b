import type {
  GetMetricDataInput,
  GetMetricDataOutput,
  MetricDataQuery,
  MetricDataResult,
  ScanBy,
} from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../core/error.ts";
import { constrain } from "../shared/constraint.ts";
import type { CloudWatchState } from "./alarm.ts";
import { isSeries, type Series } from "./math/series.ts";
import { checkQueries, evaluateQueries } from "./queries.ts";
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
  checkQueries(MetricDataQueries, "MetricDataQueries");
  const range = { from: StartTime.getTime(), to: EndTime.getTime() };
  const seriesOf = evaluateQueries(state, MetricDataQueries, range);
  const label = labels(MetricDataQueries);
  const results = MetricDataQueries.filter(({ ReturnData }) => ReturnData !== false).flatMap((query) => {
    const found = seriesOf(query);
    if (isSeries(found)) return [resultOf(query, found, label(query), ScanBy)];
    return found.map((series) => resultOf(query, series, series.label, ScanBy));
  });
  return { MetricDataResults: results, Messages: [] };
}

function checkOrder(from: Date, to: Date): void {
  if (from.getTime() === to.getTime()) {
    throw new AwsError("ValidationError", "The parameter StartTime must not equal parameter EndTime.");
  }
  if (from > to) throw new AwsError("ValidationError", "The parameter EndTime must be greater than StartTime.");
}

/** An expression's ID. The metric's name, and what tells the queries apart: the statistic and the period where not all have the same. */
function labels(queries: readonly MetricDataQuery[]): (query: MetricDataQuery) => string | undefined {
  const metrics = queries.flatMap(({ MetricStat }) => MetricStat ?? []);
  const differing = (["Stat", "Period"] as const).filter(
    (member) => new Set(metrics.map((metric) => metric[member])).size > 1,
  );
  return ({ Id, Label, MetricStat }) =>
    Label ??
    (MetricStat ? [MetricStat.Metric?.MetricName, ...differing.map((member) => MetricStat[member])].join(" ") : Id);
}

function resultOf(
  { Id }: MetricDataQuery,
  { points }: Series,
  label: string | undefined,
  scanBy: ScanBy | undefined,
): MetricDataResult {
  const found = [...points];
  if (scanBy !== "TimestampAscending") found.reverse();
  return {
    Id,
    Label: label,
    Timestamps: found.map(([at]) => new Date(at)),
    Values: found.map(([, value]) => value),
    StatusCode: "Complete",
  };
}
