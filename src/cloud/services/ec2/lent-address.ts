import type { Ec2State, Instance } from "./model.ts";
import type { PacketRoute } from "./packet-routes.ts";
import { createPool } from "./pool.ts";

/** The public addresses that EC2 lends to instances in public subnets while they run. */
export interface LentAddresses {
  /** A public address for a running instance that asks for one and has no Elastic IP. */
  lend(instance: Instance): void;
  /** Takes the lent address back; packets follow after `ms`. An Elastic IP stays with its instance. */
  release(instance: Instance, ms?: number): void;
}

export const elasticOf = (state: Ec2State, { instanceId }: Instance) =>
  [...state.addresses.values()].find((address) => address.association?.instanceId === instanceId);

export function createLentAddresses(state: Ec2State, route: PacketRoute): LentAddresses {
  const pool = createPool("203.0.113.128", "203.0.113.254");
  return {
    lend(instance) {
      if (!instance.wantsPublicIp || instance.publicIp || elasticOf(state, instance)) return;
      instance.publicIp = pool.take();
      void route(instance.publicIp, instance);
    },
    release(instance, ms) {
      if (!instance.publicIp) return;
      pool.give(instance.publicIp);
      void route(instance.publicIp, undefined, ms);
      instance.publicIp = undefined;
    },
  };
}
