import type {
  CreateSubnetRequest,
  CreateSubnetResult,
  DeleteSubnetRequest,
  ModifySubnetAttributeRequest,
  Subnet as SubnetShape,
} from "@aws-sdk/client-ec2";
import { AwsError } from "../../core/error.ts";
import type { Ec2 } from "./context.ts";
import { parsePrefix } from "./ipv4.ts";
import { type Subnet, shownTags } from "./model.ts";
import { addSubnet } from "./network.ts";
import { specifiedTags } from "./tag-specifications.ts";
import { kinds, requireOne } from "./validate.ts";

/** EC2 keeps the first four addresses of a subnet and the last. */
const RESERVED = 5;

const liveIn = ({ state }: Ec2, subnetId: string) =>
  [...state.instances.values()].filter((one) => one.subnetId === subnetId && one.state !== "terminated");

/** A subnet as EC2 shows it. */
export function describeSubnet(ec2: Ec2, subnet: Subnet): SubnetShape {
  const { ctx } = ec2;
  const size = 2 ** (32 - (parsePrefix(subnet.cidr)?.length ?? 32));
  return {
    SubnetId: subnet.subnetId,
    VpcId: subnet.vpcId,
    CidrBlock: subnet.cidr,
    AvailabilityZone: subnet.availabilityZone,
    AvailableIpAddressCount: size - RESERVED - liveIn(ec2, subnet.subnetId).length,
    MapPublicIpOnLaunch: subnet.mapPublicIpOnLaunch,
    AssignIpv6AddressOnCreation: false,
    Ipv6CidrBlockAssociationSet: [],
    DefaultForAz: subnet.defaultForAz,
    State: "available",
    OwnerId: ctx.accountId,
    SubnetArn: `arn:aws:ec2:${ctx.region}:${ctx.accountId}:subnet/${subnet.subnetId}`,
    Tags: shownTags(subnet.tags),
  };
}

export const createSubnet =
  (ec2: Ec2) =>
  (input: CreateSubnetRequest): CreateSubnetResult => {
    const { ctx, state } = ec2;
    const vpc = requireOne(state.vpcs, input.VpcId ?? "", kinds.vpc);
    if (!input.CidrBlock)
      throw new AwsError("MissingParameter", "Either 'cidrBlock' or 'ipv6CidrBlock' should be provided.");
    const tags = specifiedTags(input.TagSpecifications, "subnet");
    const subnet = addSubnet(ctx, state, vpc, { cidr: input.CidrBlock, zone: input.AvailabilityZone, tags });
    return { Subnet: describeSubnet(ec2, subnet) };
  };

export const deleteSubnet =
  (ec2: Ec2) =>
  (input: DeleteSubnetRequest): void => {
    const { subnetId } = requireOne(ec2.state.subnets, input.SubnetId ?? "", kinds.subnet);
    if (liveIn(ec2, subnetId).length > 0) {
      throw new AwsError("DependencyViolation", `The subnet '${subnetId}' has dependencies and cannot be deleted.`);
    }
    ec2.state.subnets.delete(subnetId);
  };

/** Of a subnet's attributes LocalCloud knows the one that gives its instances public addresses. */
export const modifySubnetAttribute =
  ({ state }: Ec2) =>
  (input: ModifySubnetAttributeRequest): void => {
    const subnet = requireOne(state.subnets, input.SubnetId ?? "", kinds.subnet);
    const wanted = input.MapPublicIpOnLaunch?.Value;
    if (wanted === undefined) {
      throw new AwsError("InvalidParameterCombination", "LocalCloud modifies MapPublicIpOnLaunch of subnets only.");
    }
    subnet.mapPublicIpOnLaunch = wanted;
  };
