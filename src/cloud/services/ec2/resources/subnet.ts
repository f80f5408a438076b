import type { ResourceProvider } from "../../../core/types.ts";
import type { Ec2 } from "../context.ts";
import { addSubnet } from "../network.ts";
import { kinds, requireOne } from "../validate.ts";
import { required, resourceTags } from "./support.ts";

export const subnet = ({ ctx, state }: Ec2): ResourceProvider => ({
  type: "AWS::EC2::Subnet",
  replaces: ["VpcId", "CidrBlock", "AvailabilityZone", "AvailabilityZoneId"],
  async create(properties, resource) {
    const vpc = requireOne(state.vpcs, required<string>(properties, "VpcId"), kinds.vpc);
    const made = addSubnet(ctx, state, vpc, {
      cidr: required<string>(properties, "CidrBlock"),
      zone: properties.AvailabilityZone,
      tags: resourceTags(properties.Tags, resource),
    });
    made.mapPublicIpOnLaunch = properties.MapPublicIpOnLaunch ?? false;
    const { subnetId, vpcId, cidr, availabilityZone } = made;
    return {
      physicalId: subnetId,
      attributes: {
        SubnetId: subnetId,
        VpcId: vpcId,
        CidrBlock: cidr,
        AvailabilityZone: availabilityZone,
        Ipv6CidrBlocks: [],
      },
    };
  },
  async update(subnetId, properties, resource) {
    const known = requireOne(state.subnets, subnetId, kinds.subnet);
    known.mapPublicIpOnLaunch = properties.MapPublicIpOnLaunch ?? false;
    known.tags = resourceTags(properties.Tags, resource);
    return {};
  },
  async delete(physicalId) {
    state.subnets.delete(physicalId);
  },
});
