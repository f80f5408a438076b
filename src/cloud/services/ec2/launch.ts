import { AwsError } from "../../core/error.ts";
import { resourceId } from "../../core/ids.ts";
import type { Ec2 } from "./context.ts";
import { profileArn } from "./instance-profile.ts";
import { type Prefix, parsePrefix, toAddress, toNumber } from "./ipv4.ts";
import type { Ec2State, Instance, Subnet } from "./model.ts";
import { kinds, requireAll } from "./validate.ts";

/** The first four addresses of a subnet are EC2's, and the last. */
const FIRST_FREE = 4;

/** What a launch asks for, whoever asks. */
export interface Launch {
  imageId: string;
  instanceType: string | undefined;
  subnet: Subnet;
  tags: Map<string, string>;
  privateIp?: string | undefined;
  wantsPublicIp?: boolean | undefined;
  /** The VPC's default group when there are none. */
  groupIds?: readonly string[] | undefined;
  keyName?: string | undefined;
  sourceDestCheck?: boolean;
  /** A name, or the ARN or the name in a structure. */
  profile?: unknown;
  metadataOptions?: object | undefined;
  userData?: string | undefined;
  ebsOptimized?: boolean | undefined;
  disableApiStop?: boolean | undefined;
  disableApiTermination?: boolean | undefined;
  shutdownBehavior?: string | undefined;
  hibernation?: boolean | undefined;
  monitoring?: boolean | undefined;
  /** Of the root's volume; true unless it is said. */
  deleteOnTermination?: boolean | undefined;
  reservationId?: string;
  launchIndex?: number;
}

/** A new instance that is not attached to anything yet. Order of checks: address, groups. */
export function makeInstance({ state, ctx }: Ec2, launch: Launch): Instance {
  const { subnet } = launch;
  return {
    instanceId: resourceId("i"),
    reservationId: launch.reservationId ?? resourceId("r"),
    launchIndex: launch.launchIndex ?? 0,
    imageId: launch.imageId,
    instanceType: launch.instanceType ?? "m1.small",
    keyName: launch.keyName,
    subnetId: subnet.subnetId,
    vpcId: subnet.vpcId,
    availabilityZone: subnet.availabilityZone,
    privateIp: privateAddress({ state, ctx }, subnet, launch.privateIp),
    publicIp: undefined,
    wantsPublicIp: launch.wantsPublicIp ?? subnet.mapPublicIpOnLaunch,
    securityGroupIds: groupsOf(state, subnet, launch.groupIds),
    networkInterfaceId: resourceId("eni"),
    attachmentId: resourceId("eni-attach"),
    sourceDestCheck: launch.sourceDestCheck ?? true,
    iamInstanceProfileArn: profileArn(launch.profile, ctx.accountId),
    metadataOptions: { HttpEndpoint: "enabled", HttpTokens: "optional", ...launch.metadataOptions },
    userData: launch.userData,
    ebsOptimized: launch.ebsOptimized ?? false,
    disableApiStop: launch.disableApiStop ?? false,
    disableApiTermination: launch.disableApiTermination ?? false,
    shutdownBehavior: launch.shutdownBehavior ?? "stop",
    hibernation: launch.hibernation ?? false,
    monitoring: launch.monitoring ?? false,
    rootVolumeId: resourceId("vol"),
    deleteOnTermination: launch.deleteOnTermination ?? true,
    launchTime: new Date(ctx.now()),
    state: "pending",
    stateTransitionReason: "",
    stateReason: undefined,
    poweredAt: undefined,
    answered: false,
    tags: launch.tags,
  };
}

/** Puts it where its packets are to be. Nothing of it remains when that fails. */
export async function attachInstance({ state, ctx, firewall }: Ec2, instance: Instance): Promise<void> {
  state.instances.set(instance.instanceId, instance);
  try {
    await ctx.dataPlane.attach({
      instanceId: instance.instanceId,
      name: instance.tags.get("Name") ?? "",
      privateIp: instance.privateIp,
      subnetCidr: state.subnets.get(instance.subnetId)?.cidr ?? "",
      hasUserData: instance.userData !== undefined,
    });
    await firewall.apply(instance);
  } catch (error) {
    state.instances.delete(instance.instanceId);
    throw error;
  }
}

/** Groups that exist, all of them in the VPC. */
export function requireGroupsOf(state: Ec2State, vpcId: string, given: readonly string[], place: string): string[] {
  const groups = requireAll(state.securityGroups, given, kinds.securityGroup);
  const foreign = groups.find((group) => group.vpcId !== vpcId);
  if (foreign) {
    throw new AwsError(
      "InvalidParameter",
      `Security group ${foreign.groupId} and ${place} belong to different networks.`,
    );
  }
  return groups.map(({ groupId }) => groupId);
}

function groupsOf(state: Ec2State, { vpcId, subnetId }: Subnet, given: readonly string[] | undefined): string[] {
  if (!given?.length) return [state.vpcs.get(vpcId)?.defaultSecurityGroupId ?? ""];
  return requireGroupsOf(state, vpcId, given, `subnet ${subnetId}`);
}

function privateAddress(
  { state, ctx }: Pick<Ec2, "state" | "ctx">,
  subnet: Subnet,
  wanted: string | undefined,
): string {
  const prefix = parsePrefix(subnet.cidr) as Prefix;
  const neighbours = [...state.instances.values()].filter((one) => one.vpcId === subnet.vpcId);
  const inUse = new Set(neighbours.flatMap((one) => (one.state === "terminated" ? [] : one.privateIp)));
  if (wanted !== undefined) {
    const value = toNumber(wanted);
    const isFree = value >= prefix.first + FIRST_FREE && value < prefix.last;
    if (!isFree && !ctx.deviates("private-address-anywhere")) {
      throw new AwsError("InvalidParameterValue", `Address ${wanted} does not fall within the subnet's address range`);
    }
    if (inUse.has(wanted)) throw new AwsError("InvalidIPAddress.InUse", `Address ${wanted} is in use.`);
    return wanted;
  }
  for (let value = prefix.first + FIRST_FREE; value < prefix.last; value++) {
    if (!inUse.has(toAddress(value))) return toAddress(value);
  }
  throw new AwsError("InsufficientFreeAddressesInSubnet", `The subnet '${subnet.subnetId}' has no free addresses.`);
}
