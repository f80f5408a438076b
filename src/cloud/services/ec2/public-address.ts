import { AwsError } from "../../core/error.ts";
import { resourceId } from "../../core/ids.ts";
import type { CloudContext } from "../../core/types.ts";
import { createLentAddresses, elasticOf, type LentAddresses } from "./lent-address.ts";
import type { Address, Ec2State, Instance } from "./model.ts";
import { createPacketRoutes } from "./packet-routes.ts";
import { createPool } from "./pool.ts";

/** Who answers at which public address: Elastic IPs, and the addresses that EC2 lends to instances in public subnets. */
export interface PublicAddresses extends LentAddresses {
  /** A new address, or one that the account released before. Throws AwsError InvalidAddress.NotFound for any other. */
  allocate(wanted?: string): Address;
  /** The address must have no holder. */
  free(address: Address): void;
  /** Gives the address to the instance, and away from whoever had it. Resolves when packets follow. */
  associate(address: Address, instance: Instance, caller: string): { associationId: string; effective: Promise<void> };
  disassociate(address: Address, caller: string): Promise<void>;
  /** A terminated instance gives up what it has; an Elastic IP remains allocated. */
  surrender(instance: Instance, caller: string): void;
}

export function createPublicAddresses(ctx: CloudContext, state: Ec2State): PublicAddresses {
  const pool = createPool("203.0.113.10", "203.0.113.127");
  const released = new Set<string>();
  const route = createPacketRoutes(ctx);
  const { lend, release } = createLentAddresses(state, route);

  /** The holder that is to lose the address. */
  function leave(address: Address): Instance | undefined {
    const holder = state.instances.get(address.association?.instanceId ?? "");
    address.association = undefined;
    return holder;
  }

  function request(address: Address, instance: Instance | undefined, caller: string): void {
    const { publicIp, allocationId } = address;
    ctx.journal("associate-requested", { publicIp, allocationId, instanceId: instance?.instanceId, caller });
  }

  /**
   * The one that held the address serves until packets follow, and gets a lent one then, as EC2 gives it one within minutes: before,
   * it would send from an address that nobody has asked.
   */
  async function move(address: Address, instance: Instance | undefined, left: Instance | undefined): Promise<void> {
    await route(address.publicIp, instance, ctx.profile.associateMs);
    const { publicIp, allocationId } = address;
    ctx.journal("associate-effective", { publicIp, allocationId, instanceId: instance?.instanceId });
    if (left?.state === "running") lend(left);
  }

  function associate(address: Address, instance: Instance, caller: string) {
    request(address, instance, caller);
    const { association } = address;
    if (association?.instanceId === instance.instanceId) {
      // AWS remaps without complaint; nothing moves, so packets follow already.
      return { associationId: association.associationId, effective: Promise.resolve() };
    }
    release(instance, ctx.profile.associateMs);
    const other = elasticOf(state, instance);
    if (other) {
      other.association = undefined;
      void move(other, undefined, undefined);
    }
    const left = leave(address);
    const { networkInterfaceId, privateIp, instanceId } = instance;
    const associationId = resourceId("eipassoc");
    address.association = { associationId, instanceId, networkInterfaceId, privateIp };
    return { associationId, effective: move(address, instance, left) };
  }

  function disassociate(address: Address, caller: string): Promise<void> {
    request(address, undefined, caller);
    return move(address, undefined, leave(address));
  }

  function recover(publicIp: string): string {
    const known = released.delete(publicIp) || ctx.deviates("any-elastic-address");
    if (known && pool.claim(publicIp)) return publicIp;
    throw new AwsError("InvalidAddress.NotFound", `Address '${publicIp}' not found.`);
  }

  return {
    allocate(wanted) {
      const address = {
        allocationId: resourceId("eipalloc"),
        publicIp: wanted === undefined ? pool.take() : recover(wanted),
        association: undefined,
        tags: new Map<string, string>(),
      };
      state.addresses.set(address.allocationId, address);
      return address;
    },
    free(address) {
      pool.give(address.publicIp);
      released.add(address.publicIp);
      state.addresses.delete(address.allocationId);
    },
    associate,
    disassociate,
    lend,
    release,
    surrender(instance, caller) {
      release(instance);
      const address = elasticOf(state, instance);
      if (address) void disassociate(address, caller);
    },
  };
}
