import type { CloudContext } from "../../core/types.ts";
import type { Instance } from "./model.ts";

/** Power for the machine behind an instance. */
export interface Machines {
  on(instance: Instance): Promise<void>;
  /** Waits for a start that is under way, but not for a shutdown: `power-off` must cut short one that hangs. */
  off(instance: Instance, how: "shutdown" | "power-off"): Promise<void>;
}

export function createMachines({ dataPlane, now }: CloudContext): Machines {
  const starting = new Map<string, Promise<void>>();
  return {
    async on(instance) {
      const { instanceId } = instance;
      instance.answered = false;
      instance.poweredAt = now();
      const started = dataPlane.start(instanceId);
      starting.set(instanceId, started);
      await started;
    },
    async off(instance, how) {
      // From here on nobody takes a machine that is off for one that went off by itself.
      instance.poweredAt = undefined;
      await starting.get(instance.instanceId)?.catch(() => {});
      await dataPlane.stop(instance.instanceId, how);
    },
  };
}
