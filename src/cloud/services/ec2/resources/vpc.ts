import { resourceId } from "../../../core/ids.ts";
import type { ResourceProvider } from "../../../core/types.ts";
import type { Ec2 } from "../context.ts";
import { addVpc, removeVpc } from "../network.ts";
import { kinds, requireOne } from "../validate.ts";
import { required, resourceTags } from "./support.ts";

export const vpc = ({ state }: Ec2): ResourceProvider => ({
  type: "AWS::EC2::VPC",
  replaces: ["CidrBlock", "Ipv4IpamPoolId", "Ipv4NetmaskLength", "InstanceTenancy"],
  async create(properties, resource) {
    const tags = resourceTags(properties.Tags, resource);
    const { vpcId, cidr, defaultSecurityGroupId } = addVpc(state, required<string>(properties, "CidrBlock"), tags);
    return {
      physicalId: vpcId,
      attributes: {
        VpcId: vpcId,
        CidrBlock: cidr,
        CidrBlockAssociations: [resourceId("vpc-cidr-assoc")],
        DefaultSecurityGroup: defaultSecurityGroupId,
        DefaultNetworkAcl: resourceId("acl"),
        Ipv6CidrBlocks: [],
      },
    };
  },
  async update(vpcId, properties, resource) {
    requireOne(state.vpcs, vpcId, kinds.vpc).tags = resourceTags(properties.Tags, resource);
    return {};
  },
  async delete(physicalId) {
    const known = state.vpcs.get(physicalId);
    if (known) removeVpc(state, known);
  },
});
