import type { InstanceStatus, InvocationSource, ListedQueue } from "../../../src/cloud/core/ports.ts";
import { createCloudWatch } from "../../../src/cloud/services/cloudwatch/index.ts";
import type { DelayProfile } from "../../../src/cloud/types.ts";
import { AWS, manualContext } from "../context.ts";

const caller = { accessKeyId: undefined, arn: "arn:aws:iam::111122223333:root", requestId: "" };

export const HUB = "i-0123456789abcdef0";

/** CloudWatch on a clock that the test moves, with one instance whose status the test sets. */
export function cloudWatchHarness(profile: DelayProfile = AWS) {
  const ctx = manualContext(profile);
  const statuses = new Map<string, InstanceStatus>([[HUB, "ok"]]);
  const queues: ListedQueue[] = [];
  const sent: { target: string; body: unknown }[] = [];
  const invoked: { arn: string; payload: unknown; source: InvocationSource }[] = [];
  const service = createCloudWatch(ctx, {
    instances: {
      list: () => [...statuses.keys()].map((instanceId) => ({ instanceId, name: "DC1-SP1", state: "running" })),
      status: async (id) => statuses.get(id) ?? "insufficient-data",
    },
    queues: { list: () => queues },
    functions: { invokeAsync: (arn, payload, source) => void invoked.push({ arn, payload, source }) },
    topics: { send: (target, body) => void sent.push({ target, body }) },
  });
  async function call<T = Record<string, unknown>>(operation: string, input: object = {}): Promise<T> {
    const run = service.operations[operation];
    if (!run) throw new Error(`no operation ${operation}`);
    return (await run(input, caller)) as T;
  }
  return { ctx, service, statuses, queues, sent, invoked, call };
}

/** The reference WAN's alarm. */
export const ALARM = {
  AlarmName: "DC1-SP1-StatusFailed-Alarm",
  Namespace: "AWS/EC2",
  MetricName: "StatusCheckFailed",
  Dimensions: [{ Name: "InstanceId", Value: HUB }],
  Statistic: "Maximum",
  Period: 60,
  EvaluationPeriods: 2,
  Threshold: 1,
  ComparisonOperator: "GreaterThanOrEqualToThreshold",
};
