import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { type Alarm, type AlarmState, statisticOf } from "./alarm.ts";
import { timestamp } from "./time.ts";

const eventState = ({ value, reason, reasonData, at }: AlarmState) => ({
  value,
  reason,
  ...(reasonData && { reasonData }),
  timestamp: timestamp(at),
});

/** One metric is a query too, whose ID CloudWatch makes. */
function queriesOf({ metricId, settings }: Alarm): MetricDataQuery[] {
  if (settings.queries) return settings.queries;
  const { namespace: Namespace, metricName: MetricName, dimensions: Dimensions, period: Period } = settings;
  return [
    {
      Id: metricId,
      MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period, Stat: statisticOf(settings) },
    },
  ];
}

function queryDetail({ Id, Expression, Label, MetricStat, ReturnData = true }: MetricDataQuery) {
  const { Metric, Period, Stat, Unit } = MetricStat ?? {};
  const dimensions = Object.fromEntries((Metric?.Dimensions ?? []).map(({ Name, Value }) => [Name ?? "", Value ?? ""]));
  return {
    id: Id,
    ...(Expression !== undefined && { expression: Expression }),
    ...(Label !== undefined && { label: Label }),
    ...(Metric && {
      metricStat: {
        metric: { namespace: Metric.Namespace, name: Metric.MetricName, dimensions },
        period: Period,
        stat: Stat,
        ...(Unit !== undefined && { unit: Unit }),
      },
    }),
    returnData: ReturnData,
  };
}

/** The event's detail, which is also what an alarm's Lambda action gets. */
export function alarmDetail(alarm: Alarm, previous: AlarmState) {
  const { settings } = alarm;
  return {
    alarmName: settings.name,
    state: eventState(alarm.state),
    previousState: eventState(previous),
    configuration: {
      ...(settings.description !== undefined && { description: settings.description }),
      metrics: queriesOf(alarm).map(queryDetail),
    },
  };
}
