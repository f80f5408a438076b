import {
  DescribeAddressesCommand,
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  type EC2Client,
  type Instance,
  type InstanceStatus,
} from "@aws-sdk/client-ec2";
import type { HubState, LiveState } from "../failover/index.ts";
import { judgeReadiness } from "./readiness.ts";
import { MAINTENANCE_TAG, MOVES_TAG, parseMoves, READY_TAG, tagValue } from "./tags.ts";
import type { AddressReading, HubReading, NamedInstance, WanResources } from "./types.ts";

/** A client, and what limits its requests. */
export interface Call {
  client: EC2Client;
  http: { abortSignal: AbortSignal | undefined };
}

/** See `Aws.readAddress`. */
export async function readAddress({ client, http }: Call, allocationId: string): Promise<AddressReading> {
  const { Addresses } = await client.send(new DescribeAddressesCommand({ AllocationIds: [allocationId] }), http);
  const address = Addresses?.[0];
  if (!address) throw new Error(`EC2 described no address ${allocationId}`);
  return {
    allocationId,
    publicIp: address.PublicIp ?? "",
    associationId: address.AssociationId,
    holder: address.InstanceId || address.NetworkInterfaceId,
    moves: parseMoves(tagValue(address.Tags, MOVES_TAG)),
  };
}

/** See `Aws.readHubs`. */
export async function readHubs({ client, http }: Call, instanceIds: readonly string[]): Promise<HubReading[]> {
  const InstanceIds = [...instanceIds];
  const [described, checked] = await Promise.all([
    client.send(new DescribeInstancesCommand({ InstanceIds }), http),
    client.send(new DescribeInstanceStatusCommand({ InstanceIds, IncludeAllInstances: true }), http),
  ]);
  const instances = (described.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? []);
  return instanceIds.map((id) => {
    const instance = instances.find(({ InstanceId }) => InstanceId === id);
    if (!instance) throw new Error(`EC2 described no instance ${id}`);
    return hubReading(
      id,
      instance,
      checked.InstanceStatuses?.find(({ InstanceId }) => InstanceId === id),
    );
  });
}

function hubReading(instanceId: string, instance: Instance, status: InstanceStatus | undefined): HubReading {
  const state = instance.State?.Name ?? "pending";
  const reported = { state, launchedAt: instance.LaunchTime?.getTime() ?? 0 };
  return {
    instanceId,
    state,
    healthy: healthOf(status),
    ...judgeReadiness(tagValue(instance.Tags, READY_TAG), reported, Date.now()),
    maintenance: tagValue(instance.Tags, MAINTENANCE_TAG) === "on",
  };
}

/** One failed check is enough to be impaired; healthy needs both. `initializing` and `insufficient-data` say nothing either way. */
function healthOf(status: InstanceStatus | undefined): boolean | undefined {
  const checks = [status?.InstanceStatus?.Status, status?.SystemStatus?.Status];
  if (status?.AttachedEbsStatus?.Status) checks.push(status.AttachedEbsStatus.Status);
  if (checks.includes("impaired")) return false;
  return checks.every((check) => check === "ok") || undefined;
}

/** See `Aws.readState`. */
export async function readState(call: Call, wan: WanResources): Promise<LiveState> {
  const [{ allocationId, associationId, holder, moves }, [primary, standby]] = await Promise.all([
    readAddress(call, wan.allocationId),
    readHubs(call, [wan.primary.instanceId, wan.standby.instanceId]),
  ]);
  if (!primary || !standby) throw new Error("EC2 did not describe both hubs");
  return {
    address: { allocationId, associationId, holder },
    hubs: [hubState("primary", wan.primary, primary), hubState("standby", wan.standby, standby)],
    moves,
  };
}

function hubState(role: HubState["role"], { name }: NamedInstance, reading: HubReading): HubState {
  return { ...reading, name, role };
}
