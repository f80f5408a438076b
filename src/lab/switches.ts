import type { Aws } from "../aws/index.ts";
import type { Machines } from "./machines.ts";
import type { Lab } from "./types.ts";

/** How long EC2 may take from one state to another, ms. */
const STATE_LIMIT_MS = 180_000;

/** The power switches: EC2's for a hub, a plug for a site. */
export function createSwitches(
  aws: Aws,
  machines: Machines,
  instances: () => Lab["instances"],
): Pick<Lab, "stop" | "start"> {
  async function stopInstance(instanceId: string): Promise<void> {
    await aws.stopInstance(instanceId);
    await aws.waitForState(instanceId, "stopped", { timeoutMs: STATE_LIMIT_MS });
  }

  /** An instance whose machine failed is still running to EC2, and starting it would do nothing. */
  async function startInstance(instanceId: string, isOff: boolean): Promise<void> {
    const [instance] = await aws.readHubs([instanceId]);
    if (isOff && instance?.state === "running") await stopInstance(instanceId);
    await aws.startInstance(instanceId);
  }

  return {
    async stop(name) {
      const instanceId = instances()[name];
      await (instanceId ? stopInstance(instanceId) : machines.get(name).powerOff());
    },
    async start(name) {
      const host = machines.get(name);
      const instanceId = instances()[name];
      if (instanceId) await startInstance(instanceId, host.status().state === "off");
      else await host.powerOn();
      await host.booted();
    },
  };
}
