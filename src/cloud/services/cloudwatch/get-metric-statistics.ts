import type { GetMetricStatisticsInput, GetMetricStatisticsOutput } from "@aws-sdk/client-cloudwatch";
import { constrain } from "../shared/constraint.ts";
import { type CloudWatchState, invalidCombination, invalidValue } from "./alarm.ts";
import { datapoints, SIMPLE_STATISTICS } from "./metrics.ts";
import { wholeSecond } from "./time.ts";

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
  const { Period = 60, Statistics, ExtendedStatistics, Unit } = input;
  const [StartTime, EndTime] = [wholeSecond(input.StartTime), wholeSecond(input.EndTime)];
  if (!Statistics?.length && !ExtendedStatistics?.length) {
    throw invalidCombination("Must specify either Statistics or ExtendedStatistics");
  }
  if (StartTime >= EndTime) throw invalidValue("The parameter StartTime must be less than the parameter EndTime.");
  const name = { namespace: input.Namespace ?? "", name: input.MetricName ?? "", dimensions: input.Dimensions ?? [] };
  const names = state.ctx.deviates("fewer-dimensions") ? state.metrics.withMore(name) : [name];
  const samples = names
    .flatMap((one) => state.metrics.samples(one, StartTime.getTime(), EndTime.getTime()))
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
