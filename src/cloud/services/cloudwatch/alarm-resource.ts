import type { PutMetricAlarmInput } from "@aws-sdk/client-cloudwatch";
import { generatedName } from "../../core/ids.ts";
import type { ResourceProvider } from "../../core/types.ts";
import { fromTagList, toTagList } from "../shared/tags.ts";
import { alarmArn, type CloudWatchState } from "./alarm.ts";
import { deleteAlarms } from "./alarms.ts";
import { putMetricAlarm } from "./put-metric-alarm.ts";

const NUMBERS = ["Period", "EvaluationPeriods", "DatapointsToAlarm", "Threshold"] as const;

/** `AWS::CloudWatch::Alarm` has the members of PutMetricAlarm; its numbers may come as text. */
export function alarmResource(state: CloudWatchState): ResourceProvider {
  return {
    type: "AWS::CloudWatch::Alarm",
    async create(properties: PutMetricAlarmInput, resource) {
      const name = properties.AlarmName ?? generatedName(resource.stackName, resource.logicalId, 255);
      const input: PutMetricAlarmInput = { ...properties, AlarmName: name };
      for (const member of NUMBERS) if (input[member] !== undefined) input[member] = Number(input[member]);
      input.Tags = toTagList({ ...resource.tags, ...fromTagList(properties.Tags) });
      putMetricAlarm(state, input);
      return { physicalId: name, attributes: { Arn: alarmArn(state.ctx, name) } };
    },
    async delete(name) {
      deleteAlarms(state, { AlarmNames: [name] });
    },
  };
}
