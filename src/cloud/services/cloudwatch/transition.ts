import { runActions } from "./actions.ts";
import type { Alarm, AlarmState, CloudWatchState } from "./alarm.ts";
import { alarmDetail } from "./alarm-detail.ts";
import { remember } from "./history.ts";

/** Puts an alarm into a state: history, journal, `CloudWatch Alarm State Change`, and the actions of that state. */
export function transition(state: CloudWatchState, alarm: Alarm, next: AlarmState): void {
  const previous = alarm.state;
  alarm.state = next;
  const { name } = alarm.settings;
  remember(state, alarm, "StateUpdate", `Alarm updated from ${previous.value} to ${next.value}`, {
    version: "1.0",
    oldState: historyState(previous),
    newState: historyState(next),
  });
  state.ctx.journal("alarm-state", { alarm: name, from: previous.value, to: next.value, reason: next.reason });
  state.ctx.emit({
    source: "aws.cloudwatch",
    "detail-type": "CloudWatch Alarm State Change",
    resources: [alarm.arn],
    time: new Date(next.at),
    detail: alarmDetail(alarm, previous),
  });
  runActions(state, alarm, previous);
}

const historyState = ({ value, reason, reasonData }: AlarmState) => ({
  stateValue: value,
  stateReason: reason,
  ...(reasonData && { stateReasonData: JSON.parse(reasonData) }),
});
