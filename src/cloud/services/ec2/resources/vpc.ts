import { AwsError } from "../../../core/error.ts";
import { resourceId } from "../../../core/ids.ts";
import type { ResourceProvider } from "../../../core/types.ts";
import type { Ec2 } from "../context.ts";
import { parsePrefix } from "../ipv4.ts";
import type { Permission, SecurityGroup } from "../model.ts";
import { required, resourceTags } from "./support.ts";

const LARGEST = 16;
const SMALLEST = 28;

/** A VPC's and a subnet's prefix: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
export function requirePrefix(cidr: string, error: string) {
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

export const openEgress = (): Permission => ({
  protocol: "-1",
  fromPort: -1,
  toPort: -1,
  cidr: "0.0.0.0/0",
  cidrIpv6: undefined,
  groupId: undefined,
  description: undefined,
  ruleId: resourceId("sgr"),
});

/** Every VPC comes with a security group whose members may talk to one another. */
function defaultGroup(vpcId: string): SecurityGroup {
  const groupId = resourceId("sg");
  return {
    groupId,
    name: "default",
    description: "default VPC security group",
    vpcId,
    ingress: [{ ...openEgress(), cidr: undefined, groupId }],
    egress: [openEgress()],
    tags: new Map(),
  };
}

export const vpc = ({ state }: Ec2): ResourceProvider => ({
  type: "AWS::EC2::VPC",
  async create(properties, resource) {
    const cidr = required<string>(properties, "CidrBlock");
    requirePrefix(cidr, "InvalidVpc.Range");
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
    state.vpcs.set(vpcId, {
      vpcId,
      cidr,
      defaultSecurityGroupId: group.groupId,
      mainRouteTableId,
      tags: resourceTags(properties.Tags, resource),
    });
    return {
      physicalId: vpcId,
      attributes: {
        VpcId: vpcId,
        CidrBlock: cidr,
        CidrBlockAssociations: [resourceId("vpc-cidr-assoc")],
        DefaultSecurityGroup: group.groupId,
        DefaultNetworkAcl: resourceId("acl"),
        Ipv6CidrBlocks: [],
      },
    };
  },
  async delete(physicalId) {
    const known = state.vpcs.get(physicalId);
    state.vpcs.delete(physicalId);
    state.securityGroups.delete(known?.defaultSecurityGroupId ?? "");
    state.routeTables.delete(known?.mainRouteTableId ?? "");
  },
});
