import type {
  GetMetricDataInput,
  GetMetricDataOutput,
  GetMetricStatisticsInput,
  GetMetricStatisticsOutput,
  ListMetricsInput,
  ListMetricsOutput,
  MetricDataQuery,
  MetricDataResult,
  MetricDatum,
  PutMetricDataInput,
} from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../core/error.ts";
import { constrain } from "../shared/constraint.ts";
import { page } from "../shared/page.ts";
import { type CloudWatchState, invalidCombination, invalidToken, invalidValue } from "./alarm.ts";
import { datapoints, type Sample, SIMPLE_STATISTICS, single } from "./metrics.ts";

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

function samplesOf(state: CloudWatchState, datum: MetricDatum, index: number): Sample[] {
  const at = datum.Timestamp?.getTime() ?? state.ctx.now();
  const { Unit: unit, Value, Values, Counts, StatisticValues: set } = datum;
  const forms = [Value, Values, set].filter((form) => form !== undefined);
  if (forms.length !== 1) {
    const members = `MetricData.member.${index + 1}`;
    throw invalidCombination(
      `Exactly one of the parameters ${members}.Value, ${members}.Values and ${members}.StatisticValues must be specified.`,
    );
  }
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

export function getMetricStatistics(
  state: CloudWatchState,
  input: GetMetricStatisticsInput,
): GetMetricStatisticsOutput {
  constrain(
    input,
    {
      Namespace: { required: true },
      MetricName: { required: true },
      StartTime: { required: true },
      EndTime: { required: true },
      Period: { required: true, min: 1 },
    },
    "ValidationError",
  );
  const { StartTime = new Date(0), EndTime = new Date(0), Period = 60, Statistics, ExtendedStatistics, Unit } = input;
  if (!Statistics?.length && !ExtendedStatistics?.length) {
    throw invalidCombination("Must specify either Statistics or ExtendedStatistics");
  }
  if (StartTime >= EndTime) throw invalidValue("The parameter StartTime must be less than the parameter EndTime.");
  const name = { namespace: input.Namespace ?? "", name: input.MetricName ?? "", dimensions: input.Dimensions ?? [] };
  const samples = state.metrics
    .samples(name, StartTime.getTime(), EndTime.getTime())
    .filter((sample) => Unit === undefined || sample.unit === Unit);
  const points = new Map<number, NonNullable<GetMetricStatisticsOutput["Datapoints"]>[number]>();
  for (const wanted of [...(Statistics ?? []), ...(ExtendedStatistics ?? [])]) {
    for (const { at, value } of datapoints(samples, Period * 1000, wanted)) {
      const unit = (Unit ?? samples[0]?.unit ?? "None") as NonNullable<typeof Unit>;
      const point = points.get(at) ?? { Timestamp: new Date(at), Unit: unit };
      const isSimple = (SIMPLE_STATISTICS as readonly string[]).includes(wanted);
      const extended = { ExtendedStatistics: { ...point.ExtendedStatistics, [wanted]: value } };
      points.set(at, { ...point, ...(isSimple ? { [wanted]: value } : extended) });
    }
  }
  return { Label: input.MetricName, Datapoints: [...points.values()] };
}

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
  const { StartTime = new Date(0), EndTime = new Date(0), ScanBy, MetricDataQueries = [] } = input;
  const results = MetricDataQueries.map((query) =>
    resultOf(state, query, StartTime, EndTime, ScanBy === "TimestampAscending"),
  );
  return {
    MetricDataResults: results.filter((_, index) => MetricDataQueries[index]?.ReturnData !== false),
    Messages: [],
  };
}

function resultOf(
  state: CloudWatchState,
  query: MetricDataQuery,
  from: Date,
  to: Date,
  ascending: boolean,
): MetricDataResult {
  const { Id, Label, MetricStat } = query;
  const { Metric, Period, Stat } = MetricStat ?? {};
  if (!Metric || !Period || !Stat) {
    throw new AwsError("ValidationError", `LocalCloud knows metric queries with a MetricStat only; ${Id} has none`);
  }
  const name = {
    namespace: Metric.Namespace ?? "",
    name: Metric.MetricName ?? "",
    dimensions: Metric.Dimensions ?? [],
  };
  const points = datapoints(state.metrics.samples(name, from.getTime(), to.getTime()), Period * 1000, Stat);
  if (!ascending) points.reverse();
  return {
    Id,
    Label: Label ?? Metric.MetricName,
    Timestamps: points.map((point) => new Date(point.at)),
    Values: points.map((point) => point.value),
    StatusCode: "Complete",
  };
}

export function listMetrics(state: CloudWatchState, input: ListMetricsInput): ListMetricsOutput {
  const metrics = state.metrics
    .list()
    .filter(
      ({ namespace, name, dimensions }) =>
        (input.Namespace === undefined || namespace === input.Namespace) &&
        (input.MetricName === undefined || name === input.MetricName) &&
        (input.Dimensions ?? []).every((wanted) =>
          dimensions.some(
            ({ Name, Value }) => Name === wanted.Name && (wanted.Value === undefined || Value === wanted.Value),
          ),
        ),
    );
  const { items, nextToken } = page(metrics, input.NextToken, 500, invalidToken);
  return {
    Metrics: items.map(({ namespace, name, dimensions }) => ({
      Namespace: namespace,
      MetricName: name,
      Dimensions: [...dimensions],
    })),
    NextToken: nextToken,
  };
}
