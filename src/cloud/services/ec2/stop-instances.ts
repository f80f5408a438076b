import type { StopInstancesRequest, StopInstancesResult } from "@aws-sdk/client-ec2";
import { AwsError } from "../../core/error.ts";
import { changeEach } from "./change-state.ts";
import type { Ec2 } from "./context.ts";
import type { Instance } from "./model.ts";
import { requireInstances } from "./validate.ts";

/** `Force` cuts the power; else the operating system is asked. One that is stopped already is no error. */
export const stopInstances =
  ({ state, lifecycle }: Ec2) =>
  (input: StopInstancesRequest): StopInstancesResult => {
    const instances = requireInstances(state, input.InstanceIds);
    if (input.Hibernate) {
      throw new AwsError("UnsupportedHibernationConfiguration", "The instance is not configured for hibernation.");
    }
    for (const instance of instances) {
      requireUnprotected(instance);
      lifecycle.requireStoppable(instance);
    }
    const how = input.Force ? "power-off" : "shutdown";
    return { StoppingInstances: changeEach(instances, (instance) => lifecycle.stop(instance, how)) };
  };

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-stop-protection.html */
function requireUnprotected({ instanceId, disableApiStop }: Instance): void {
  if (!disableApiStop) return;
  throw new AwsError(
    "OperationNotPermitted",
    `The instance '${instanceId}' may not be stopped. Modify its 'disableApiStop' instance attribute and try again.`,
  );
}
