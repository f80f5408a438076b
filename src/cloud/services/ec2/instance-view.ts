import type { Instance as InstanceShape } from "@aws-sdk/client-ec2";
import { ROOT_DEVICE, rootDevice } from "./block-devices.ts";
import type { Ec2 } from "./context.ts";
import { type Ec2State, type Instance, instanceState, shownTags } from "./model.ts";

/** The public address that an instance answers at: its Elastic IP, or the one EC2 lent it. */
export function publicAddressOf(
  instance: Instance,
  state: Ec2State,
): { publicIp: string; owner: "amazon" | "account" } | undefined {
  for (const { association, publicIp } of state.addresses.values()) {
    if (association?.instanceId === instance.instanceId) return { publicIp, owner: "account" };
  }
  return instance.publicIp ? { publicIp: instance.publicIp, owner: "amazon" } : undefined;
}

const dashed = (address: string) => address.replaceAll(".", "-");

/** The oldest region has names of its own: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-naming.html */
const FIRST_REGION = "us-east-1";

export const privateName = (address: string, region: string): string =>
  `ip-${dashed(address)}.${region === FIRST_REGION ? "ec2.internal" : `${region}.compute.internal`}`;

export const publicName = (address: string, region: string): string =>
  `ec2-${dashed(address)}.${region === FIRST_REGION ? "compute-1" : `${region}.compute`}.amazonaws.com`;

/** An instance as DescribeInstances shows it. A terminated one has no network any more. */
export function describeInstance(instance: Instance, ec2: Ec2): InstanceShape {
  return {
    ...identity(instance),
    ...(instance.state === "terminated" ? {} : network(instance, ec2)),
    State: instanceState(instance.state),
    StateTransitionReason: instance.stateTransitionReason,
    ...(instance.stateReason && { StateReason: instance.stateReason }),
  };
}

function identity(instance: Instance): InstanceShape {
  const { iamInstanceProfileArn } = instance;
  return {
    InstanceId: instance.instanceId,
    ImageId: instance.imageId,
    InstanceType: instance.instanceType as InstanceShape["InstanceType"],
    KeyName: instance.keyName,
    LaunchTime: instance.launchTime,
    AmiLaunchIndex: instance.launchIndex,
    Placement: { AvailabilityZone: instance.availabilityZone, Tenancy: "default", GroupName: "" },
    Monitoring: { State: instance.monitoring ? "enabled" : "disabled" },
    Architecture: architectureOf(instance),
    Hypervisor: "xen",
    VirtualizationType: "hvm",
    RootDeviceType: "ebs",
    RootDeviceName: ROOT_DEVICE,
    BlockDeviceMappings: [rootDevice(instance)],
    EnaSupport: true,
    HibernationOptions: { Configured: instance.hibernation },
    EbsOptimized: instance.ebsOptimized,
    SourceDestCheck: instance.sourceDestCheck,
    MetadataOptions: { State: "applied", ...instance.metadataOptions },
    Tags: shownTags(instance.tags),
    ...(iamInstanceProfileArn && { IamInstanceProfile: { Arn: iamInstanceProfileArn } }),
  };
}

/** Graviton's types have a g after the generation: t4g, m7gd. */
export const architectureOf = ({ instanceType }: Instance) =>
  /^[a-z]+\d+g/.test(instanceType) ? ("arm64" as const) : ("x86_64" as const);

function network(instance: Instance, { ctx, state }: Ec2): InstanceShape {
  const { privateIp, subnetId, vpcId } = instance;
  const address = publicAddressOf(instance, state);
  const groups = instance.securityGroupIds.map((id) => ({
    GroupId: id,
    GroupName: state.securityGroups.get(id)?.name,
  }));
  const association = address && {
    PublicIp: address.publicIp,
    PublicDnsName: publicName(address.publicIp, ctx.region),
    IpOwnerId: address.owner === "amazon" && !ctx.deviates("address-owner") ? "amazon" : ctx.accountId,
  };
  const PrivateDnsName = privateName(privateIp, ctx.region);
  return {
    SubnetId: subnetId,
    VpcId: vpcId,
    PrivateIpAddress: privateIp,
    PrivateDnsName,
    PublicDnsName: association?.PublicDnsName ?? "",
    ...(address && { PublicIpAddress: address.publicIp }),
    SecurityGroups: groups,
    NetworkInterfaces: [
      {
        NetworkInterfaceId: instance.networkInterfaceId,
        SubnetId: subnetId,
        VpcId: vpcId,
        OwnerId: ctx.accountId,
        Status: "in-use",
        InterfaceType: "interface",
        SourceDestCheck: instance.sourceDestCheck,
        PrivateIpAddress: privateIp,
        PrivateDnsName,
        Groups: groups,
        Attachment: {
          AttachmentId: instance.attachmentId,
          DeviceIndex: 0,
          Status: "attached",
          DeleteOnTermination: true,
        },
        PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: privateIp, PrivateDnsName, Association: association }],
        ...(association && { Association: association }),
      },
    ],
  };
}
