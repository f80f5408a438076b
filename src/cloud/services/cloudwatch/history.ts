import type {
  AlarmHistoryItem,
  DescribeAlarmHistoryInput,
  DescribeAlarmHistoryOutput,
} from "@aws-sdk/client-cloudwatch";
import { constrain } from "../shared/constraint.ts";
import { page } from "../shared/page.ts";
import { type Alarm, type CloudWatchState, invalidToken } from "./alarm.ts";

type ItemType = NonNullable<AlarmHistoryItem["HistoryItemType"]>;

export function remember(state: CloudWatchState, alarm: Alarm, type: ItemType, summary: string, data: object): void {
  state.history.push({
    AlarmName: alarm.settings.name,
    AlarmType: "MetricAlarm",
    Timestamp: new Date(state.ctx.now()),
    HistoryItemType: type,
    HistorySummary: summary,
    HistoryData: JSON.stringify(data),
  });
}

export function describeAlarmHistory(
  state: CloudWatchState,
  input: DescribeAlarmHistoryInput,
): DescribeAlarmHistoryOutput {
  constrain(input, { MaxRecords: { min: 1, max: 100 } }, "ValidationError");
  const { AlarmName, HistoryItemType, StartDate, EndDate } = input;
  const items = state.history.filter(
    (item) =>
      (AlarmName === undefined || item.AlarmName === AlarmName) &&
      (HistoryItemType === undefined || item.HistoryItemType === HistoryItemType) &&
      (StartDate === undefined || (item.Timestamp ?? 0) >= StartDate) &&
      (EndDate === undefined || (item.Timestamp ?? 0) <= EndDate),
  );
  if (input.ScanBy !== "TimestampAscending") items.reverse();
  const found = page(items, input.NextToken, input.MaxRecords ?? 100, invalidToken);
  return { AlarmHistoryItems: found.items, NextToken: found.nextToken };
}
