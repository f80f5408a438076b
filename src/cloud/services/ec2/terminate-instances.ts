import type { TerminateInstancesRequest, TerminateInstancesResult } from "@aws-sdk/client-ec2";
import { AwsError } from "../../core/error.ts";
import type { Caller } from "../../core/types.ts";
import { changeEach } from "./change-state.ts";
import type { Ec2 } from "./context.ts";
import { requireInstances } from "./validate.ts";

/** One that is terminated already is no error; one that is protected keeps the others from being terminated. */
export const terminateInstances =
  ({ ctx, state, lifecycle }: Ec2) =>
  (input: TerminateInstancesRequest, caller: Caller): TerminateInstancesResult => {
    const instances = requireInstances(state, input.InstanceIds);
    for (const { instanceId, disableApiTermination } of instances) {
      if (!disableApiTermination) continue;
      throw new AwsError(
        "OperationNotPermitted",
        `The instance '${instanceId}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
      );
    }
    const terminate = (instance: (typeof instances)[number]) => {
      const done = lifecycle.terminate(instance, caller.arn);
      done.catch((error) => ctx.journal("error", { message: String(error), instanceId: instance.instanceId }));
    };
    return { TerminatingInstances: changeEach(instances, terminate) };
  };
