import type { Instance as InstanceShape } from "@aws-sdk/client-ec2";
import type { Ec2 } from "./context.ts";
import { type Ec2State, type Instance, instanceState, tagList } from "./model.ts";

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

const privateName = (address: string, region: string) =>
  `ip-${address.replaceAll(".", "-")}.${region}.compute.internal`;
const publicName = (address: string, region: string) =>
  `ec2-${address.replaceAll(".", "-")}.${region}.compute.amazonaws.com`;

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
    AmiLaunchIndex: 0,
    Placement: { AvailabilityZone: instance.availabilityZone, Tenancy: "default", GroupName: "" },
    Monitoring: { State: "disabled" },
    Architecture: /^[a-z]+\d+g/.test(instance.instanceType) ? "arm64" : "x86_64",
    Hypervisor: "xen",
    VirtualizationType: "hvm",
    RootDeviceType: "ebs",
    RootDeviceName: "/dev/xvda",
    EnaSupport: true,
    EbsOptimized: false,
    SourceDestCheck: instance.sourceDestCheck,
    MetadataOptions: { State: "applied", ...instance.metadataOptions },
    Tags: tagList(instance.tags),
    ...(iamInstanceProfileArn && { IamInstanceProfile: { Arn: iamInstanceProfileArn } }),
  };
}

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
    IpOwnerId: address.owner === "amazon" ? "amazon" : ctx.accountId,
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
