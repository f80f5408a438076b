import type { CreateVpcRequest, CreateVpcResult, DeleteVpcRequest, Vpc as VpcShape } from "@aws-sdk/client-ec2";
import { AwsError } from "../../core/error.ts";
import type { Ec2 } from "./context.ts";
import { shownTags, type Vpc } from "./model.ts";
import { addVpc, removeVpc } from "./network.ts";
import { specifiedTags } from "./tag-specifications.ts";
import { kinds, requireOne } from "./validate.ts";

/** A VPC as EC2 shows it. */
export const describeVpc = (vpc: Vpc, accountId: string): VpcShape => ({
  VpcId: vpc.vpcId,
  CidrBlock: vpc.cidr,
  CidrBlockAssociationSet: [
    {
      AssociationId: vpc.vpcId.replace("vpc-", "vpc-cidr-assoc-"),
      CidrBlock: vpc.cidr,
      CidrBlockState: { State: "associated" },
    },
  ],
  DhcpOptionsId: "default",
  State: "available",
  IsDefault: vpc.isDefault,
  InstanceTenancy: "default",
  OwnerId: accountId,
  Tags: shownTags(vpc.tags),
});

/** LocalCloud's network is IPv4: a VPC with an IPv6 block of Amazon's is refused. */
export const createVpc =
  ({ ctx, state }: Ec2) =>
  (input: CreateVpcRequest): CreateVpcResult => {
    if (input.AmazonProvidedIpv6CidrBlock) {
      throw new AwsError("UnsupportedOperation", "LocalCloud has no IPv6 blocks for VPCs.");
    }
    if (!input.CidrBlock) throw new AwsError("MissingParameter", "The request must contain the parameter cidrBlock");
    const vpc = addVpc(state, input.CidrBlock, specifiedTags(input.TagSpecifications, "vpc"));
    const group = state.securityGroups.get(vpc.defaultSecurityGroupId);
    if (group && ctx.deviates("closed-default-groups")) group.ingress = [];
    // It becomes available a moment later.
    return { Vpc: { ...describeVpc(vpc, ctx.accountId), State: "pending" } };
  };

export const deleteVpc =
  ({ state }: Ec2) =>
  (input: DeleteVpcRequest): void => {
    const vpc = requireOne(state.vpcs, input.VpcId ?? "", kinds.vpc);
    const { vpcId } = vpc;
    const inside = [state.subnets, state.internetGateways, state.routeTables, state.securityGroups].flatMap((all) => [
      ...all.values(),
    ]);
    const own = [vpc.defaultSecurityGroupId, vpc.mainRouteTableId];
    const others = inside.filter(
      (one) =>
        one.vpcId === vpcId &&
        !("groupId" in one && own.includes(one.groupId)) &&
        !("routeTableId" in one && own.includes(one.routeTableId)),
    );
    if (others.length > 0) {
      throw new AwsError("DependencyViolation", `The vpc '${vpcId}' has dependencies and cannot be deleted.`);
    }
    removeVpc(state, vpc);
  };
