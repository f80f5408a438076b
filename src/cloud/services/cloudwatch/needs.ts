import type { PutMetricDataInput } from "@aws-sdk/client-cloudwatch";
import type { Access, AccessTable } from "../../core/access.ts";
import type { CloudContext } from "../../core/types.ts";

const ON_ONE = ["PutMetricAlarm", "SetAlarmState", "DescribeAlarmHistory"];
const ON_MANY = ["DeleteAlarms", "EnableAlarmActions", "DisableAlarmActions"];
const TAGGING = ["TagResource", "UntagResource", "ListTagsForResource"];

/** Metrics are no resources. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html */
export function cloudWatchNeeds({ region, accountId }: CloudContext): AccessTable {
  const access = (action: string, resource: string): Access => ({ action: `cloudwatch:${action}`, resource });
  const alarm = (name = "*") => `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`;
  return Object.fromEntries<AccessTable[string]>([
    ...ON_ONE.map((name) => [name, (input: { AlarmName?: string }) => [access(name, alarm(input.AlarmName))]] as const),
    ...ON_MANY.map(
      (name) =>
        [
          name,
          ({ AlarmNames = [] }: { AlarmNames?: string[] }) => AlarmNames.map((one) => access(name, alarm(one))),
        ] as const,
    ),
    ...TAGGING.map(
      (name) => [name, (input: { ResourceARN?: string }) => [access(name, input.ResourceARN ?? "*")]] as const,
    ),
    ["DescribeAlarms", () => [access("DescribeAlarms", alarm())]],
    [
      "PutMetricData",
      ({ Namespace }: PutMetricDataInput) => [
        { ...access("PutMetricData", "*"), keys: { "cloudwatch:namespace": Namespace } },
      ],
    ],
  ]);
}
