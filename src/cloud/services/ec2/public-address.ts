import { AwsError } from "../../core/error.ts";
import { resourceId } from "../../core/ids.ts";
import { createInTurn } from "../../core/in-turn.ts";
import type { CloudContext } from "../../core/types.ts";
import type { Address, Ec2State, Instance } from "./model.ts";
import { type AddressPool, createPool } from "./pool.ts";

/** Who answers at which public address: Elastic IPs, and the addresses that EC2 lends to instances in public subnets. */
export interface PublicAddresses {
  allocate(): Address;
  /** The address must have no holder. */
  free(address: Address): void;
  /** Gives the address to the instance, and away from whoever had it. Resolves when packets follow. */
  associate(address: Address, instance: Instance, caller: string): { associationId: string; effective: Promise<void> };
  disassociate(address: Address, caller: string): Promise<void>;
  /** A public address for a running instance that asks for one and has no Elastic IP. */
  lend(instance: Instance): void;
  /** Takes the lent address back; an Elastic IP stays with its instance. */
  release(instance: Instance): void;
  /** A terminated instance gives up what it has; an Elastic IP remains allocated. */
  surrender(instance: Instance, caller: string): void;
}

export function createPublicAddresses(ctx: CloudContext, state: Ec2State): PublicAddresses {
  // TEST-NET-3: the lower half for Elastic IPs, the upper for lent addresses.
  const elastic = createPool("203.0.113.10", "203.0.113.127");
  const lent = createPool("203.0.113.128", "203.0.113.254");
  const route = createRoutes(ctx);

  const elasticOf = (instance: Instance) =>
    [...state.addresses.values()].find((address) => address.association?.instanceId === instance.instanceId);

  function lend(instance: Instance): void {
    if (!instance.wantsPublicIp || instance.publicIp || elasticOf(instance)) return;
    instance.publicIp = take(lent);
    void route(instance.publicIp, instance);
  }

  function release(instance: Instance): void {
    if (!instance.publicIp) return;
    lent.give(instance.publicIp);
    void route(instance.publicIp, undefined);
    instance.publicIp = undefined;
  }

  /** The holder that loses its Elastic IP gets a lent address again, as EC2 gives it one within minutes. */
  function leave(address: Address): void {
    const holder = state.instances.get(address.association?.instanceId ?? "");
    address.association = undefined;
    if (holder?.state === "running") lend(holder);
  }

  function request(address: Address, instance: Instance | undefined, caller: string): void {
    const { publicIp, allocationId } = address;
    ctx.journal("associate-requested", { publicIp, allocationId, instanceId: instance?.instanceId, caller });
  }

  async function move(address: Address, instance: Instance | undefined): Promise<void> {
    await route(address.publicIp, instance, ctx.profile.associateMs);
    const { publicIp, allocationId } = address;
    ctx.journal("associate-effective", { publicIp, allocationId, instanceId: instance?.instanceId });
  }

  function associate(address: Address, instance: Instance, caller: string) {
    request(address, instance, caller);
    const { association } = address;
    if (association?.instanceId === instance.instanceId) {
      // AWS remaps without complaint; nothing moves, so packets follow already.
      return { associationId: association.associationId, effective: Promise.resolve() };
    }
    release(instance);
    const other = elasticOf(instance);
    if (other) {
      other.association = undefined;
      void move(other, undefined);
    }
    leave(address);
    const { networkInterfaceId, privateIp, instanceId } = instance;
    const associationId = resourceId("eipassoc");
    address.association = { associationId, instanceId, networkInterfaceId, privateIp };
    return { associationId, effective: move(address, instance) };
  }

  function disassociate(address: Address, caller: string): Promise<void> {
    request(address, undefined, caller);
    leave(address);
    return move(address, undefined);
  }

  return {
    allocate() {
      const address = {
        allocationId: resourceId("eipalloc"),
        publicIp: take(elastic),
        association: undefined,
        tags: new Map<string, string>(),
      };
      state.addresses.set(address.allocationId, address);
      return address;
    },
    free(address) {
      elastic.give(address.publicIp);
      state.addresses.delete(address.allocationId);
    },
    associate,
    disassociate,
    lend,
    release,
    surrender(instance, caller) {
      release(instance);
      const address = elasticOf(instance);
      if (address) void disassociate(address, caller);
    },
  };
}

function take(pool: AddressPool): string {
  const address = pool.take();
  if (!address) throw new AwsError("AddressLimitExceeded", "The maximum number of addresses has been reached.");
  return address;
}

/** Tells the data plane, one change of an address after the other: a late one must not overtake the one that followed it. */
function createRoutes(ctx: CloudContext) {
  const inTurn = createInTurn();
  const wait = (ms: number) => new Promise<void>((resolve) => void ctx.after(ms, resolve));

  return async (publicIp: string, target: Instance | undefined, ms = 0): Promise<void> => {
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
