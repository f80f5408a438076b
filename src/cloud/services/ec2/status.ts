import type { InstancePort, InstanceStatus } from "../../core/ports.ts";
import type { CloudContext } from "../../core/types.ts";
import type { Ec2State, Instance } from "./model.ts";

/** A machine that has not answered since it got power is thought to be booting for this long; AWS's checks take some minutes to begin. */
const GRACE_MS = 120_000;

/** EC2's instance status check: does the machine answer? */
export async function checkStatus(ctx: CloudContext, instance: Instance): Promise<InstanceStatus> {
  if (instance.state !== "running" || instance.poweredAt === undefined) return "insufficient-data";
  if (await ctx.dataPlane.reachable(instance.instanceId)) {
    instance.answered = true;
    return "ok";
  }
  const booting = !instance.answered && ctx.now() - instance.poweredAt < GRACE_MS;
  return booting ? "insufficient-data" : "impaired";
}

export function createInstancePort(ctx: CloudContext, state: Ec2State): InstancePort {
  return {
    list: () =>
      Array.from(state.instances.values(), ({ instanceId, tags, state: name }) => ({
        instanceId,
        name: tags.get("Name") ?? "",
        state: name,
      })),
    async status(instanceId) {
      const instance = state.instances.get(instanceId);
      return instance ? checkStatus(ctx, instance) : "insufficient-data";
    },
  };
}
