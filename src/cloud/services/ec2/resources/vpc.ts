import { resourceId } from "../../../core/ids.ts";
import type { ResourceProvider } from "../../../core/types.ts";
import type { Ec2 } from "../context.ts";
import { addVpc, removeVpc } from "../network.ts";
import { required, resourceTags } from "./support.ts";

export const vpc = ({ state }: Ec2): ResourceProvider => ({
  type: "AWS::EC2::VPC",
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
  async delete(physicalId) {
    const known = state.vpcs.get(physicalId);
    if (known) removeVpc(state, known);
  },
});
