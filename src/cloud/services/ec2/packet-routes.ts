import { createInTurn } from "../../core/in-turn.ts";
import type { CloudContext } from "../../core/types.ts";
import type { Instance } from "./model.ts";

/** Lets packets for an address go to the instance, or to nobody, after `ms`. Resolves when that is in effect. */
export type PacketRoute = (publicIp: string, target: Instance | undefined, ms?: number) => Promise<void>;

/** Tells the data plane, one change of an address after the other: a late one must not overtake the one that followed it. */
export function createPacketRoutes(ctx: CloudContext): PacketRoute {
  const inTurn = createInTurn();
  const wait = (ms: number) => new Promise<void>((resolve) => void ctx.after(ms, resolve));

  return async (publicIp, target, ms = 0) => {
    const waited = wait(ms);
    const machine = target && { instanceId: target.instanceId, privateIp: target.privateIp };
    try {
      await inTurn(publicIp, async () => {
        await waited;
        await ctx.dataPlane.associate(publicIp, machine);
      });
    } catch (error) {
      ctx.journal("error", { message: String(error), publicIp });
    }
  };
}
