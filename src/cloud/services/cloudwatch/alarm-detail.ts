import { type Alarm, type AlarmState, statisticOf } from "./alarm.ts";
import { timestamp } from "./time.ts";

const eventState = ({ value, reason, reasonData, at }: AlarmState) => ({
  value,
  reason,
  ...(reasonData && { reasonData }),
  timestamp: timestamp(at),
});

/** The event's detail, which is also what an alarm's Lambda action gets. */
export function alarmDetail(alarm: Alarm, previous: AlarmState) {
  const { settings } = alarm;
  const dimensions = Object.fromEntries(settings.dimensions.map(({ Name, Value }) => [Name ?? "", Value ?? ""]));
  return {
    alarmName: settings.name,
    state: eventState(alarm.state),
    previousState: eventState(previous),
    configuration: {
      ...(settings.description !== undefined && { description: settings.description }),
      metrics: [
        {
          id: alarm.metricId,
          metricStat: {
            metric: { namespace: settings.namespace, name: settings.metricName, dimensions },
            period: settings.period,
            stat: statisticOf(settings),
          },
          returnData: true,
        },
      ],
    },
  };
}
