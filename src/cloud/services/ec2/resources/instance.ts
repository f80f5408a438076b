import { AwsError } from "../../../core/error.ts";
import { resourceId } from "../../../core/ids.ts";
import type { ResourceProvider, ResourceRequest } from "../../../core/types.ts";
import type { Ec2 } from "../context.ts";
import { describeInstance } from "../instance-view.ts";
import { type Prefix, parsePrefix, toAddress, toNumber } from "../ipv4.ts";
import type { Ec2State, Instance, Subnet } from "../model.ts";
import { kinds, requireAll, requireOne } from "../validate.ts";
import { withLaunchTemplate } from "./launch-template.ts";
import { required, resourceTags } from "./support.ts";

/** The first four addresses of a subnet are EC2's, and the last. */
const FIRST_FREE = 4;

/** AWS::EC2::Instance. CloudFormation waits for `running`, not for the operating system. */
export const instance = (ec2: Ec2): ResourceProvider => ({
  type: "AWS::EC2::Instance",
  async create(given, resource) {
    const properties = withLaunchTemplate(given, ec2.state.launchTemplates);
    const made = make(ec2, properties, resource);
    ec2.state.instances.set(made.instanceId, made);
    try {
      await ec2.ctx.dataPlane.attach({
        instanceId: made.instanceId,
        name: made.tags.get("Name") ?? "",
        privateIp: made.privateIp,
        subnetCidr: ec2.state.subnets.get(made.subnetId)?.cidr ?? "",
      });
      await ec2.firewall.apply(made);
    } catch (error) {
      ec2.state.instances.delete(made.instanceId);
      throw error;
    }
    await ec2.lifecycle.launch(made);
    return { physicalId: made.instanceId, attributes: attributesOf(made, ec2) };
  },
  async delete(physicalId) {
    const known = ec2.state.instances.get(physicalId);
    if (known) await ec2.lifecycle.terminate(known, "cloudformation.amazonaws.com");
  },
});

function attributesOf(made: Instance, ec2: Ec2) {
  const view = describeInstance(made, ec2);
  return {
    InstanceId: made.instanceId,
    AvailabilityZone: made.availabilityZone,
    PrivateIp: made.privateIp,
    PrivateDnsName: view.PrivateDnsName,
    PublicIp: view.PublicIpAddress ?? "",
    PublicDnsName: view.PublicDnsName,
    VpcId: made.vpcId,
  };
}

/** What the instance or its first network interface says about where it sits. */
interface Placement {
  SubnetId?: string;
  PrivateIpAddress?: string;
  SecurityGroupIds?: string[];
  GroupSet?: string[];
  Groups?: string[];
  AssociatePublicIpAddress?: boolean;
}

/** Order of checks: image, subnet, groups, address. */
function make(ec2: Ec2, properties: Record<string, unknown>, resource: ResourceRequest): Instance {
  const { state, ctx } = ec2;
  const imageId = required<string>(properties, "ImageId");
  const [first] = (properties.NetworkInterfaces as Placement[] | undefined) ?? [];
  const placement: Placement = { ...properties, ...first };
  const subnet = requireOne(state.subnets, required<string>({ ...placement }, "SubnetId"), kinds.subnet);
  return {
    instanceId: resourceId("i"),
    reservationId: resourceId("r"),
    imageId,
    instanceType: String(properties.InstanceType ?? "m1.small"),
    keyName: properties.KeyName as string | undefined,
    subnetId: subnet.subnetId,
    vpcId: subnet.vpcId,
    availabilityZone: subnet.availabilityZone,
    privateIp: privateAddress(state, subnet, placement.PrivateIpAddress),
    publicIp: undefined,
    wantsPublicIp: placement.AssociatePublicIpAddress ?? subnet.mapPublicIpOnLaunch,
    securityGroupIds: groupsOf(state, subnet, placement),
    networkInterfaceId: resourceId("eni"),
    attachmentId: resourceId("eni-attach"),
    sourceDestCheck: properties.SourceDestCheck !== false && properties.SourceDestCheck !== "false",
    iamInstanceProfileArn: profileArn(properties.IamInstanceProfile, ctx.accountId),
    metadataOptions: { HttpEndpoint: "enabled", HttpTokens: "optional", ...(properties.MetadataOptions as object) },
    userData: properties.UserData as string | undefined,
    launchTime: new Date(ctx.now()),
    state: "pending",
    stateTransitionReason: "",
    stateReason: undefined,
    poweredAt: undefined,
    answered: false,
    tags: resourceTags(properties.Tags as { Key: string; Value: string }[] | undefined, resource),
  };
}

function groupsOf(state: Ec2State, subnet: Subnet, placement: Placement): string[] {
  const given = placement.GroupSet ?? placement.Groups ?? placement.SecurityGroupIds;
  if (!given?.length) return [state.vpcs.get(subnet.vpcId)?.defaultSecurityGroupId ?? ""];
  const groups = requireAll(state.securityGroups, given, kinds.securityGroup);
  const foreign = groups.find((group) => group.vpcId !== subnet.vpcId);
  if (foreign) {
    throw new AwsError(
      "InvalidParameter",
      `Security group ${foreign.groupId} and subnet ${subnet.subnetId} belong to different networks.`,
    );
  }
  return given;
}

function privateAddress(state: Ec2State, subnet: Subnet, wanted: string | undefined): string {
  const prefix = parsePrefix(subnet.cidr) as Prefix;
  const inUse = new Set([...state.instances.values()].flatMap((i) => (i.state === "terminated" ? [] : i.privateIp)));
  if (wanted !== undefined) {
    const value = toNumber(wanted);
    if (!(value >= prefix.first + FIRST_FREE && value < prefix.last)) {
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

function profileArn(profile: unknown, accountId: string): string | undefined {
  if (profile === undefined) return undefined;
  if (typeof profile === "string") return `arn:aws:iam::${accountId}:instance-profile/${profile}`;
  const { Arn, Name } = profile as { Arn?: string; Name?: string };
  return Arn ?? `arn:aws:iam::${accountId}:instance-profile/${Name}`;
}
