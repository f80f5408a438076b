import type { InstanceStateChange } from "@aws-sdk/client-ec2";
import { type Instance, instanceState } from "./model.ts";

/** Changes each instance's state and says what it was before, as the three operations that change states answer. */
export function changeEach(
  instances: readonly Instance[],
  change: (instance: Instance) => void,
): InstanceStateChange[] {
  return instances.map((instance) => {
    const PreviousState = instanceState(instance.state);
    change(instance);
    return { InstanceId: instance.instanceId, CurrentState: instanceState(instance.state), PreviousState };
  });
}
