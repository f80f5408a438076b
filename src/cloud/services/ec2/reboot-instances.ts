import type { RebootInstancesRequest } from "@aws-sdk/client-ec2";
import type { Ec2 } from "./context.ts";
import { requireInstances } from "./validate.ts";

/** The state stays `running`, and no event tells of it. */
export const rebootInstances =
  ({ state, lifecycle }: Ec2) =>
  (input: RebootInstancesRequest): void => {
    const instances = requireInstances(state, input.InstanceIds);
    for (const instance of instances) lifecycle.requireRunning(instance);
    for (const instance of instances) lifecycle.reboot(instance);
  };
