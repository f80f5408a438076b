import { AwsError } from "../../../core/error.ts";
import { resourceId } from "../../../core/ids.ts";
import type { ResourceProvider } from "../../../core/types.ts";
import { type Ec2, zonesOf } from "../context.ts";
import { contains, overlaps, type Prefix, parsePrefix } from "../ipv4.ts";
import { kinds, requireOne } from "../validate.ts";
import { required, resourceTags } from "./support.ts";
import { requirePrefix } from "./vpc.ts";

export const subnet = ({ ctx, state }: Ec2): ResourceProvider => ({
  type: "AWS::EC2::Subnet",
  /** Order of checks: VPC, form, inside the VPC, free, zone. */
  async create(properties, resource) {
    const vpc = requireOne(state.vpcs, required<string>(properties, "VpcId"), kinds.vpc);
    const cidr = required<string>(properties, "CidrBlock");
    const prefix = requirePrefix(cidr, "InvalidSubnet.Range");
    if (!contains(parsePrefix(vpc.cidr) as Prefix, prefix)) {
      throw new AwsError("InvalidSubnet.Range", `The CIDR '${cidr}' is invalid.`);
    }
    for (const other of state.subnets.values()) {
      if (other.vpcId === vpc.vpcId && overlaps(parsePrefix(other.cidr) as Prefix, prefix)) {
        throw new AwsError("InvalidSubnet.Conflict", `The CIDR '${cidr}' conflicts with another subnet`);
      }
    }
    const zones = zonesOf(ctx.region);
    const zone = properties.AvailabilityZone ?? zones[0];
    if (!zones.includes(zone)) {
      const text = `Value (${zone}) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: ${zones.join(", ")}.`;
      throw new AwsError("InvalidParameterValue", text);
    }
    const subnetId = resourceId("subnet");
    state.subnets.set(subnetId, {
      subnetId,
      vpcId: vpc.vpcId,
      cidr,
      availabilityZone: zone,
      mapPublicIpOnLaunch: properties.MapPublicIpOnLaunch ?? false,
      tags: resourceTags(properties.Tags, resource),
    });
    return {
      physicalId: subnetId,
      attributes: { SubnetId: subnetId, VpcId: vpc.vpcId, CidrBlock: cidr, AvailabilityZone: zone, Ipv6CidrBlocks: [] },
    };
  },
  async delete(physicalId) {
    state.subnets.delete(physicalId);
  },
});
