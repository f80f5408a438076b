import type { ConditionKeys } from "../../core/access.ts";
import type { CloudContext } from "../../core/types.ts";
import type { Ec2State, Instance } from "./model.ts";

/** One of EC2's resources, as policies see it. */
export interface Resource {
  arn: string;
  keys: ConditionKeys;
}

type Tags = ReadonlyMap<string, string>;

/** A resource's own tags go by two names. */
const tagKeys = (tags: Tags): ConditionKeys =>
  Object.fromEntries(
    Array.from(tags, ([key, value]) => [`aws:ResourceTag/${key}`, value]).flatMap(([name = "", value = ""]) => [
      [name, value],
      [name.replace("aws:", "ec2:"), value],
    ]),
  );

/** Finds the ARN and the condition keys of whatever has an ID: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-policy-structure.html */
export function createResources(ctx: CloudContext, state: Ec2State) {
  const arn = (type: string, id: string) => `arn:aws:ec2:${ctx.region}:${ctx.accountId}:${type}/${id}`;
  const vpcKey = (vpcId: string | undefined) => ({ "ec2:Vpc": vpcId && arn("vpc", vpcId) });

  const kinds: readonly { prefix: string; type: string; keys(id: string): ConditionKeys }[] = [
    { prefix: "i-", type: "instance", keys: (id) => instanceKeys(state.instances.get(id)) },
    { prefix: "eni-", type: "network-interface", keys: interfaceKeys },
    { prefix: "eipalloc-", type: "elastic-ip", keys: addressKeys },
    { prefix: "sg-", type: "security-group", keys: groupKeys },
    { prefix: "vpc-", type: "vpc", keys: (id) => ({ "ec2:VpcID": id, ...tagsOf(state.vpcs, id) }) },
    { prefix: "subnet-", type: "subnet", keys: (id) => ({ "ec2:SubnetID": id, ...subnetKeys(id) }) },
    { prefix: "igw-", type: "internet-gateway", keys: (id) => tagsOf(state.internetGateways, id) },
    { prefix: "rtb-", type: "route-table", keys: (id) => tagsOf(state.routeTables, id) },
  ];

  function instanceKeys(instance: Instance | undefined): ConditionKeys {
    if (!instance) return {};
    return {
      "ec2:InstanceID": instance.instanceId,
      "ec2:InstanceType": instance.instanceType,
      "ec2:AvailabilityZone": instance.availabilityZone,
      "ec2:InstanceProfile": instance.iamInstanceProfileArn,
      ...tagKeys(instance.tags),
    };
  }

  function interfaceKeys(id: string): ConditionKeys {
    const owner = [...state.instances.values()].find(({ networkInterfaceId }) => networkInterfaceId === id);
    if (!owner) return {};
    return {
      "ec2:NetworkInterfaceID": id,
      "ec2:AvailabilityZone": owner.availabilityZone,
      "ec2:Subnet": arn("subnet", owner.subnetId),
      ...vpcKey(owner.vpcId),
    };
  }

  function addressKeys(id: string): ConditionKeys {
    const address = state.addresses.get(id);
    if (!address) return {};
    return {
      "ec2:AllocationId": id,
      "ec2:Domain": "vpc",
      "ec2:PublicIpAddress": address.publicIp,
      ...tagKeys(address.tags),
    };
  }

  function groupKeys(id: string): ConditionKeys {
    const group = state.securityGroups.get(id);
    return group ? { "ec2:SecurityGroupID": id, ...vpcKey(group.vpcId), ...tagKeys(group.tags) } : {};
  }

  function subnetKeys(id: string): ConditionKeys {
    const subnet = state.subnets.get(id);
    if (!subnet) return {};
    return { "ec2:AvailabilityZone": subnet.availabilityZone, ...vpcKey(subnet.vpcId), ...tagKeys(subnet.tags) };
  }

  return {
    /** `*` for an ID of a kind that EC2 does not have here. */
    byId(id: string): Resource {
      const kind = kinds.find(({ prefix }) => id.startsWith(prefix));
      return kind ? { arn: arn(kind.type, id), keys: kind.keys(id) } : { arn: "*", keys: {} };
    },
    /** One that is about to be made. */
    created: (type: string): Resource => ({ arn: arn(type, "*"), keys: {} }),
  };
}

function tagsOf(resources: ReadonlyMap<string, { tags: Tags }>, id: string): ConditionKeys {
  return tagKeys(resources.get(id)?.tags ?? new Map());
}
