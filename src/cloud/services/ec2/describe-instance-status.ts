import type { DescribeInstanceStatusRequest, DescribeInstanceStatusResult, InstanceStatus } from "@aws-sdk/client-ec2";
import type { InstanceStatus as CheckResult } from "../../core/ports.ts";
import type { Ec2 } from "./context.ts";
import type { Fields } from "./filters.ts";
import { type Instance, instanceState, stateCodes } from "./model.ts";
import { select } from "./select.ts";
import { checkStatus } from "./status.ts";
import { kinds } from "./validate.ts";

const fields: Fields<Instance> = {
  "availability-zone": (i) => i.availabilityZone,
  "instance-state-code": (i) => String(stateCodes[i.state]),
  "instance-state-name": (i) => i.state,
};
const STATUS_FILTERS = ["instance-status.status", "system-status.status"];

/** Only running instances, unless all are asked for. Filters on the status itself come after the check. */
export const describeInstanceStatus =
  ({ ctx, state }: Ec2) =>
  async (input: DescribeInstanceStatusRequest): Promise<DescribeInstanceStatusResult> => {
    const onStatus = input.Filters?.filter(({ Name }) => STATUS_FILTERS.includes(Name ?? "")) ?? [];
    const Filters = input.Filters?.filter((filter) => !onStatus.includes(filter));
    const { items, nextToken } = select(
      { ...input, Filters },
      { all: state.instances, ids: input.InstanceIds, kind: kinds.instance, fields },
    );
    const shown = items.filter(({ state: name }) => input.IncludeAllInstances || name === "running");
    const statuses = await Promise.all(
      shown.map(async (instance) => describe(instance, await checkStatus(ctx, instance))),
    );
    const InstanceStatuses = statuses.filter((status) =>
      onStatus.every(({ Name, Values }) => {
        const actual = Name === "system-status.status" ? status.SystemStatus : status.InstanceStatus;
        return Values?.includes(actual?.Status ?? "");
      }),
    );
    return { InstanceStatuses, NextToken: nextToken };
  };

type Summary = NonNullable<InstanceStatus["InstanceStatus"]>;

/** The machine under the instance is never at fault here: the system check passes for whatever runs. */
function describe(instance: Instance, result: CheckResult): InstanceStatus {
  const running = instance.state === "running";
  return {
    InstanceId: instance.instanceId,
    AvailabilityZone: instance.availabilityZone,
    InstanceState: instanceState(instance.state),
    SystemStatus: running ? summary("ok") : notApplicable,
    InstanceStatus: running ? summary(result) : notApplicable,
  };
}

const notApplicable: Summary = { Status: "not-applicable" };

function summary(result: CheckResult): Summary {
  if (result === "ok") return { Status: "ok", Details: [{ Name: "reachability", Status: "passed" }] };
  if (result === "impaired") return { Status: "impaired", Details: [{ Name: "reachability", Status: "failed" }] };
  return { Status: "initializing", Details: [{ Name: "reachability", Status: "initializing" }] };
}
