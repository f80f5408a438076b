import type { ResourceProvider, ResourceRequest } from "../../../core/types.ts";
import { rootDeletion } from "../block-devices.ts";
import type { Ec2 } from "../context.ts";
import { passedRole } from "../instance-profile.ts";
import { describeInstance } from "../instance-view.ts";
import { attachInstance, type Launch, makeInstance } from "../launch.ts";
import { templateData } from "../launch-templates.ts";
import type { Instance } from "../model.ts";
import { kinds, requireOne } from "../validate.ts";
import { required, resourceTags, updatedTags } from "./support.ts";

/** What only another instance can have: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-instance.html */
const FIXED = [
  ...["ImageId", "SubnetId", "PrivateIpAddress", "AvailabilityZone", "KeyName", "NetworkInterfaces", "SecurityGroups"],
  ...["LaunchTemplate", "BlockDeviceMappings", "PlacementGroupName", "CpuOptions", "HibernationOptions"],
];
/** What CloudFormation stops an instance for, to start it again. */
const NEEDS_STOP = ["InstanceType", "UserData", "EbsOptimized"];

const WHILE_STOPPED = ["instanceType", "userData", "ebsOptimized"] as const;
const WHILE_RUNNING = [
  ...(["securityGroupIds", "sourceDestCheck", "iamInstanceProfileArn", "metadataOptions"] as const),
  ...(["disableApiTermination", "shutdownBehavior"] as const),
];

const pick = (from: Instance, names: readonly (keyof Instance)[]): Partial<Instance> =>
  Object.fromEntries(names.map((name) => [name, from[name]]));

/** AWS::EC2::Instance. CloudFormation waits for `running`, not for the operating system. */
export const instance = (ec2: Ec2): ResourceProvider => ({
  type: "AWS::EC2::Instance",
  replaces: FIXED,
  passes: (given) => passedRole(ec2, withTemplate(ec2, given).IamInstanceProfile),
  async create(given, resource) {
    const made = makeInstance(ec2, launchOf(ec2, withTemplate(ec2, given), resource));
    await attachInstance(ec2, made);
    await ec2.lifecycle.launch(made);
    return { physicalId: made.instanceId, attributes: attributesOf(made, ec2) };
  },
  async update(instanceId, given, resource, before) {
    const known = requireOne(ec2.state.instances, instanceId, kinds.instance);
    // Made as if it were launched, so that the same is checked; the address is only a new one's affair.
    const wanted = makeInstance(ec2, { ...launchOf(ec2, withTemplate(ec2, given), resource), privateIp: undefined });
    Object.assign(known, pick(wanted, WHILE_RUNNING));
    known.tags = updatedTags(known.tags, wanted.tags, before.Tags as Tags | undefined);
    await ec2.firewall.apply(known);
    if (NEEDS_STOP.some((name) => given[name] !== before[name])) {
      await ec2.lifecycle.restart(known, () => Object.assign(known, pick(wanted, WHILE_STOPPED)));
    }
    return { attributes: attributesOf(known, ec2) };
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

type Tags = { Key: string; Value: string }[];

/** An instance's properties with those of its launch template below them. */
function withTemplate({ state }: Ec2, properties: Record<string, unknown> & { LaunchTemplate?: object; Tags?: Tags }) {
  const { LaunchTemplate: specification, ...own } = properties;
  if (!specification) return own;
  const { TagSpecifications, ...data } = templateData(specification, state.launchTemplates) as {
    TagSpecifications?: { ResourceType: string; Tags: Tags }[];
  };
  const tags = TagSpecifications?.filter(({ ResourceType }) => ResourceType === "instance").flatMap(({ Tags }) => Tags);
  return { ...data, ...own, Tags: [...(tags ?? []), ...(own.Tags ?? [])] } as Record<string, unknown>;
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

/** CloudFormation's properties; booleans may come as text. Order of checks: image, subnet. */
function launchOf({ state }: Ec2, properties: Record<string, unknown>, resource: ResourceRequest): Launch {
  const imageId = required<string>(properties, "ImageId");
  const [first] = (properties.NetworkInterfaces as Placement[] | undefined) ?? [];
  const placement: Placement = { ...properties, ...first };
  const isTrue = (name: string) => String(properties[name]) === "true";
  return {
    imageId,
    instanceType: properties.InstanceType as string | undefined,
    subnet: requireOne(state.subnets, required<string>({ ...placement }, "SubnetId"), kinds.subnet),
    privateIp: placement.PrivateIpAddress,
    wantsPublicIp: placement.AssociatePublicIpAddress,
    groupIds: placement.GroupSet ?? placement.Groups ?? placement.SecurityGroupIds,
    keyName: properties.KeyName as string | undefined,
    sourceDestCheck: String(properties.SourceDestCheck) !== "false",
    profile: properties.IamInstanceProfile,
    metadataOptions: properties.MetadataOptions as object | undefined,
    userData: properties.UserData as string | undefined,
    ebsOptimized: isTrue("EbsOptimized"),
    disableApiTermination: isTrue("DisableApiTermination"),
    shutdownBehavior: properties.InstanceInitiatedShutdownBehavior as string | undefined,
    deleteOnTermination: rootDeletion(properties.BlockDeviceMappings as Parameters<typeof rootDeletion>[0]),
    tags: resourceTags(properties.Tags as Tags | undefined, resource),
  };
}
