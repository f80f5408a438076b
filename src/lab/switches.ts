import type { Aws } from "../aws/index.ts";
import type { Machines } from "./machines.ts";
import type { StackRecord } from "./state.ts";
import type { Lab } from "./types.ts";

/** How long EC2 may take from one state to another, ms. */
const STATE_LIMIT_MS = 180_000;

/** The power switches: EC2's for a hub, a plug for a site. */
export function createSwitches(
  aws: Aws,
  machines: Machines,
  instances: StackRecord["instances"],
): Pick<Lab, "stop" | "start"> {
  return {
    async stop(name) {
      const host = machines.get(name);
      const instanceId = instances[name];
      if (!instanceId) return host.powerOff();
      await aws.stopInstance(instanceId);
      await aws.waitForState(instanceId, "stopped", { timeoutMs: STATE_LIMIT_MS });
    },
    async start(name) {
      const host = machines.get(name);
      const instanceId = instances[name];
      if (instanceId) await aws.startInstance(instanceId);
      else await host.powerOn();
      await host.booted();
    },
  };
}
