import type { PutMetricAlarmInput } from "@aws-sdk/client-cloudwatch";
import { generatedName } from "../../core/ids.ts";
import type { ResourceProvider, ResourceRequest } from "../../core/types.ts";
import { fromTagList, toTagList } from "../shared/tags.ts";
import { alarmArn, type CloudWatchState } from "./alarm.ts";
import { deleteAlarms } from "./alarms.ts";
import { putMetricAlarm } from "./put-metric-alarm.ts";

const NUMBERS = ["Period", "EvaluationPeriods", "DatapointsToAlarm", "Threshold"] as const;

/** `AWS::CloudWatch::Alarm` has the members of PutMetricAlarm; its numbers may come as text. */
export function alarmResource(state: CloudWatchState): ResourceProvider {
  function put(name: string, properties: PutMetricAlarmInput, resource: ResourceRequest) {
    const input: PutMetricAlarmInput = { ...properties, AlarmName: name };
    for (const member of NUMBERS) if (input[member] !== undefined) input[member] = Number(input[member]);
    input.Tags = toTagList({ ...resource.tags, ...fromTagList(properties.Tags) });
    putMetricAlarm(state, input);
    return { physicalId: name, attributes: { Arn: alarmArn(state.ctx, name) } };
  }
  return {
    type: "AWS::CloudWatch::Alarm",
    replaces: ["AlarmName"],
    create: async (properties: PutMetricAlarmInput, resource) =>
      put(properties.AlarmName ?? generatedName(resource.stackName, resource.logicalId, 255), properties, resource),
    update: async (name, properties, resource) => put(name, properties, resource),
    async delete(name) {
      deleteAlarms(state, { AlarmNames: [name] });
    },
  };
}
