import type { TerminateInstancesRequest, TerminateInstancesResult } from "@aws-sdk/client-ec2";
import type { Caller } from "../../core/types.ts";
import { changeEach } from "./change-state.ts";
import type { Ec2 } from "./context.ts";
import { requireInstances } from "./validate.ts";

/** One that is terminated already is no error. */
export const terminateInstances =
  ({ ctx, state, lifecycle }: Ec2) =>
  (input: TerminateInstancesRequest, caller: Caller): TerminateInstancesResult => {
    const instances = requireInstances(state, input.InstanceIds);
    const terminate = (instance: (typeof instances)[number]) => {
      const done = lifecycle.terminate(instance, caller.arn);
      done.catch((error) => ctx.journal("error", { message: String(error), instanceId: instance.instanceId }));
    };
    return { TerminatingInstances: changeEach(instances, terminate) };
  };
