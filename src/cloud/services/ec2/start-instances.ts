import type { StartInstancesRequest, StartInstancesResult } from "@aws-sdk/client-ec2";
import { changeEach } from "./change-state.ts";
import type { Ec2 } from "./context.ts";
import { requireInstances } from "./validate.ts";

/** All named instances must exist and be startable, else none is started. One that runs already is no error. */
export const startInstances =
  ({ state, lifecycle }: Ec2) =>
  (input: StartInstancesRequest): StartInstancesResult => {
    const instances = requireInstances(state, input.InstanceIds);
    for (const instance of instances) lifecycle.requireStartable(instance);
    return { StartingInstances: changeEach(instances, lifecycle.start) };
  };
