import type { AttachedInstance, DataPlane, IngressRule } from "../cloud/index.ts";
import type { Fabric } from "./fabric.ts";
import type { Host } from "./host.ts";

/** LocalCloud's machines and packets, and what the laboratory wants to know of them. */
export interface LabDataPlane extends DataPlane {
  /** The instance behind a host's name; of several the last that was made. */
  instanceOf(hostName: string): AttachedInstance | undefined;
  /** The name of the instance that packets for `publicIp` go to. */
  holderOf(publicIp: string): string | undefined;
}

/**
 * Gives instances their machines and their packets. `machineOf` finds the machine of a newly attached instance; an instance that has
 * none, because somebody made one that is not in the plan, is a name that changes state.
 */
export function createDataPlane(
  fabric: Fabric,
  machineOf: (instance: AttachedInstance) => Host | undefined,
): LabDataPlane {
  const instances = new Map<string, AttachedInstance>();
  const machines = new Map<string, Host>();
  const addresses = new Map<string, string>();
  const ingress = new Map<string, readonly IngressRule[]>();
  let applied = Promise.resolve();

  /** One after the other, and each with everything that is known by then. */
  function apply(): Promise<void> {
    const next = applied.then(() => fabric.setEdge({ addresses, ingress }));
    applied = next.catch(() => undefined);
    return next;
  }

  return {
    async attach(instance) {
      instances.set(instance.instanceId, instance);
      const machine = machineOf(instance);
      if (machine) machines.set(instance.instanceId, machine);
    },
    start: async (instanceId) => machines.get(instanceId)?.powerOn(),
    async stop(instanceId, how) {
      const machine = machines.get(instanceId);
      await (how === "shutdown" ? machine?.shutDown() : machine?.powerOff());
    },
    async associate(publicIp, target) {
      // Out first: the address that an instance got last is the one it sends from.
      addresses.delete(publicIp);
      if (target) addresses.set(publicIp, target.privateIp);
      await apply();
    },
    async authorize(instanceId, rules) {
      const instance = instances.get(instanceId);
      if (instance) ingress.set(instance.privateIp, rules);
      await apply();
    },
    async reachable(instanceId) {
      const machine = machines.get(instanceId);
      const instance = instances.get(instanceId);
      if (!machine || !instance || machine.status().state === "off") return false;
      return fabric.answers(instance.privateIp);
    },
    async run(instanceId, script, timeoutMs, signal) {
      const machine = machines.get(instanceId);
      // An agent is started with the other services.
      if (machine?.status().state !== "up") return undefined;
      return machine.run(["sh", "-c", script], { timeoutMs, signal });
    },
    instanceOf: (name) => [...instances.values()].findLast((instance) => instance.name === name),
    holderOf: (publicIp) =>
      [...instances.values()].findLast((instance) => instance.privateIp === addresses.get(publicIp))?.name,
  };
}
