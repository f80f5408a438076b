import { AwsError } from "../../core/error.ts";
import { resourceId } from "../../core/ids.ts";
import type { CloudContext } from "../../core/types.ts";
import { contains, overlaps, type Prefix, parsePrefix, toAddress } from "./ipv4.ts";
import type { Ec2State, Permission, SecurityGroup, Subnet, Vpc } from "./model.ts";
import { newPermission } from "./permissions.ts";

const LARGEST = 16;
const SMALLEST = 28;

/** Zone names of the region: three, as most regions have at least. */
export const zonesOf = (region: string): string[] => ["a", "b", "c"].map((letter) => region + letter);

/** A VPC's and a subnet's prefix: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
function requirePrefix(cidr: string, error: string): Prefix {
  const prefix = parsePrefix(cidr);
  if (!prefix) {
    throw new AwsError(
      "InvalidParameterValue",
      `Value (${cidr}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`,
    );
  }
  if (prefix.length < LARGEST || prefix.length > SMALLEST) throw new AwsError(error, `The CIDR '${cidr}' is invalid.`);
  return prefix;
}

const ALL_TRAFFIC = { protocol: "-1", fromPort: -1, toPort: -1 };

export const openEgress = (): Permission => newPermission({ ...ALL_TRAFFIC, cidr: "0.0.0.0/0" });

/** Every VPC comes with a security group whose members may talk to one another. */
function defaultGroup(vpcId: string): SecurityGroup {
  const groupId = resourceId("sg");
  return {
    groupId,
    name: "default",
    description: "default VPC security group",
    vpcId,
    ingress: [newPermission({ ...ALL_TRAFFIC, groupId })],
    egress: [openEgress()],
    tags: new Map(),
  };
}

/** A VPC with what it comes with: a security group and a main route table. Host bits of the prefix are cut off. */
export function addVpc(state: Ec2State, given: string, tags: Map<string, string>, isDefault = false): Vpc {
  const prefix = requirePrefix(given, "InvalidVpc.Range");
  const cidr = `${toAddress(prefix.first)}/${prefix.length}`;
  const vpcId = resourceId("vpc");
  const group = defaultGroup(vpcId);
  const mainRouteTableId = resourceId("rtb");
  state.securityGroups.set(group.groupId, group);
  state.routeTables.set(mainRouteTableId, {
    routeTableId: mainRouteTableId,
    vpcId,
    routes: [{ destination: cidr, gatewayId: "local" }],
    associations: new Map([[resourceId("rtbassoc"), undefined]]),
    tags: new Map(),
  });
  const vpc = { vpcId, cidr, isDefault, defaultSecurityGroupId: group.groupId, mainRouteTableId, tags };
  state.vpcs.set(vpcId, vpc);
  return vpc;
}

export function removeVpc(state: Ec2State, { vpcId, defaultSecurityGroupId, mainRouteTableId }: Vpc): void {
  state.vpcs.delete(vpcId);
  state.securityGroups.delete(defaultSecurityGroupId);
  state.routeTables.delete(mainRouteTableId);
}

interface SubnetRequest {
  cidr: string;
  zone: string | undefined;
  tags: Map<string, string>;
}

/** Order of checks: form, inside the VPC, free, zone. */
export function addSubnet(ctx: CloudContext, state: Ec2State, vpc: Vpc, { cidr, zone, tags }: SubnetRequest): Subnet {
  const prefix = requirePrefix(cidr, "InvalidSubnet.Range");
  if (!contains(parsePrefix(vpc.cidr) as Prefix, prefix)) {
    throw new AwsError("InvalidSubnet.Range", `The CIDR '${cidr}' is invalid.`);
  }
  for (const other of state.subnets.values()) {
    if (other.vpcId === vpc.vpcId && overlaps(parsePrefix(other.cidr) as Prefix, prefix)) {
      throw new AwsError("InvalidSubnet.Conflict", `The CIDR '${cidr}' conflicts with another subnet`);
    }
  }
  const subnet = {
    subnetId: resourceId("subnet"),
    vpcId: vpc.vpcId,
    cidr: `${toAddress(prefix.first)}/${prefix.length}`,
    availabilityZone: requireZone(ctx.region, zone),
    defaultForAz: false,
    mapPublicIpOnLaunch: false,
    tags,
  };
  state.subnets.set(subnet.subnetId, subnet);
  return subnet;
}

function requireZone(region: string, zone: string | undefined): string {
  const zones = zonesOf(region);
  const wanted = zone ?? (zones[0] as string);
  if (zones.includes(wanted)) return wanted;
  throw new AwsError(
    "InvalidParameterValue",
    `Value (${wanted}) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: ${zones.join(", ")}.`,
  );
}

/**
 * What every account has in every region: a VPC with a public subnet in each zone.
 * https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc-components.html
 */
export function addDefaultVpc(ctx: CloudContext, state: Ec2State): void {
  const vpc = addVpc(state, "172.31.0.0/16", new Map(), true);
  for (const [index, zone] of zonesOf(ctx.region).entries()) {
    const subnet = addSubnet(ctx, state, vpc, { cidr: `172.31.${index * 16}.0/20`, zone, tags: new Map() });
    subnet.defaultForAz = true;
    subnet.mapPublicIpOnLaunch = true;
  }
  const internetGatewayId = resourceId("igw");
  state.internetGateways.set(internetGatewayId, { internetGatewayId, vpcId: vpc.vpcId, tags: new Map() });
  const main = state.routeTables.get(vpc.mainRouteTableId);
  main?.routes.push({ destination: "0.0.0.0/0", gatewayId: internetGatewayId });
}

export const defaultVpcOf = (state: Ec2State): Vpc | undefined =>
  [...state.vpcs.values()].find(({ isDefault }) => isDefault);
