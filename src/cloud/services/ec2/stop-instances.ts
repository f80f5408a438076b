import type { StopInstancesRequest, StopInstancesResult } from "@aws-sdk/client-ec2";
import { AwsError } from "../../core/error.ts";
import { changeEach } from "./change-state.ts";
import type { Ec2 } from "./context.ts";
import { requireInstances } from "./validate.ts";

/** `Force` cuts the power; else the operating system is asked. One that is stopped already is no error. */
export const stopInstances =
  ({ state, lifecycle }: Ec2) =>
  (input: StopInstancesRequest): StopInstancesResult => {
    const instances = requireInstances(state, input.InstanceIds);
    if (input.Hibernate) {
      throw new AwsError("UnsupportedHibernationConfiguration", "The instance is not configured for hibernation.");
    }
    for (const instance of instances) lifecycle.requireStoppable(instance);
    const how = input.Force ? "power-off" : "shutdown";
    return { StoppingInstances: changeEach(instances, (instance) => lifecycle.stop(instance, how)) };
  };
