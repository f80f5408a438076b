import { CfnParameter, Tags } from "aws-cdk-lib";
import {
  CfnEIP,
  CfnEIPAssociation,
  CfnInstance,
  type CfnSecurityGroup,
  CfnSecurityGroupIngress,
  type CfnSubnet,
  InstanceArchitecture,
  InstanceType,
} from "aws-cdk-lib/aws-ec2";
import { CfnInstanceProfile, PolicyDocument, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import { type HubPlan, hashOfNetwork, hashOfTunnel, type WanPlan } from "../plan/index.ts";
import { Boot } from "./boot.ts";
import { mayBeLoggedInTo } from "./host-permissions.ts";
import type { Network } from "./network.ts";
import { agentPermissions, type MovableResources } from "./permissions.ts";

/** Debian publishes its images' IDs per region as public parameters: https://wiki.debian.org/Cloud/AmazonEC2Image/Bookworm */
const DEBIAN_12 = "/aws/service/debian/release/12/latest";

/** Debian's and Amazon Linux's images name their root device so; Ubuntu's is `/dev/sda1`. */
const ROOT_DEVICE = "/dev/xvda";
const ROOT_GIB = 8;

/** What both hubs are made from. */
interface Machine {
  imageId: string;
  rootDevice: string;
  userData: ((hub: HubPlan) => string) | undefined;
}

/** The two hub instances, the Elastic IP that sites dial, and its association with the primary hub. */
export class Hubs extends Construct {
  readonly primary: CfnInstance;
  readonly standby: CfnInstance;
  readonly address: CfnEIP;
  /** What the automation moves, and between which instances. */
  readonly movable: MovableResources;
  readonly role: Role;
  /** Undefined where hubs do not talk to each other. */
  readonly proofIngress: CfnSecurityGroupIngress | undefined;
  private readonly profile: CfnInstanceProfile;

  /** `bundle`: the archive that a machine becomes a hub from; without one it boots as its image is. */
  constructor(scope: Construct, id: string, plan: WanPlan, network: Network, bundle?: string) {
    super(scope, id);
    const [primary, standby] = plan.hubs;
    const boot = bundle === undefined ? undefined : new Boot(this, "Boot", plan, bundle);
    this.role = new Role(this, "Role", {
      assumedBy: new ServicePrincipal("ec2.amazonaws.com"),
      // Inside the role, so that an instance has these from its first moment.
      inlinePolicies: { Host: new PolicyDocument({ statements: [mayBeLoggedInTo(), ...(boot?.permissions ?? [])] }) },
    });
    this.profile = new CfnInstanceProfile(this, "Profile", { roles: [this.role.roleName] });
    this.address = new CfnEIP(this, "Address", { domain: "vpc" });
    Tags.of(this.address).add("Name", plan.name);
    this.address.addResourceDependency(network.egress);
    const userData = boot && ((hub: HubPlan) => boot.userData(hub, this.address));
    const machine = { imageId: this.image(primary.instanceType), rootDevice: this.rootDevice(), userData };
    this.primary = this.hub("Primary", primary, machine, network.subnets[0], network);
    this.standby = this.hub("Standby", standby, machine, network.subnets[1], network);
    for (const instance of [this.primary, this.standby]) {
      Tags.of(instance).add("hubshift:profile", plan.profile);
      // An upgrade reads them: which hubs are never ready beside each other, and whom a new hub would not serve as the old one does.
      instance.addMetadata("hubshift:network", hashOfNetwork(plan));
      instance.addMetadata(
        "hubshift:sites",
        Object.fromEntries(primary.tunnels.map((tunnel) => [tunnel.site, hashOfTunnel(tunnel)])),
      );
    }

    // Where the address starts. From then on the automation owns it; CloudFormation looks at it again only if this resource changes.
    new CfnEIPAssociation(this, "AddressAssociation", {
      allocationId: this.address.attrAllocationId,
      instanceId: this.primary.ref,
    });
    this.movable = {
      allocationId: this.address.attrAllocationId,
      instanceIds: [this.primary.ref, this.standby.ref],
      vpcId: network.vpc.ref,
    };
    const { hubPorts } = plan.firewall;
    if (!hubPorts) return;
    this.proofIngress = this.admitProof(hubPorts.proof, network.securityGroup);
    // A policy of its own: inside the role it would name instances that need the role.
    for (const statement of agentPermissions(this, this.movable)) this.role.addToPolicy(statement);
  }

  /**
   * A hub that sends to the Elastic IP from an instance that holds it has its packet come back through the internet gateway, which
   * has put the public address in the source's place: of the hubs' own packets only those of the holder come from the address itself.
   */
  private admitProof(port: number, group: CfnSecurityGroup): CfnSecurityGroupIngress {
    return new CfnSecurityGroupIngress(this, "ProofIngress", {
      groupId: group.attrGroupId,
      description: "Packets that the Elastic IP sends to itself",
      ipProtocol: "udp",
      fromPort: port,
      toPort: port,
      cidrIp: `${this.address.attrPublicIp}/32`,
    });
  }

  /**
   * The image is a parameter of the template, so that an operator can pin it: a newer image replaces the instances, and the next
   * update of the stack would take it.
   */
  private image(instanceType: string): string {
    const arm = new InstanceType(instanceType).architecture === InstanceArchitecture.ARM_64;
    const image = new CfnParameter(this, "Image", {
      type: "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>",
      default: `${DEBIAN_12}/${arm ? "arm64" : "amd64"}`,
      description: "Systems Manager parameter that holds the hubs' machine image",
    });
    image.overrideLogicalId("HubImage");
    return image.valueAsString;
  }

  /** Belongs to the image: a mapping for another device would add a volume and leave the root volume unencrypted. */
  private rootDevice(): string {
    const device = new CfnParameter(this, "RootDevice", {
      default: ROOT_DEVICE,
      allowedValues: [ROOT_DEVICE, "/dev/sda1"],
      description: "Root device of the hubs' machine image",
    });
    device.overrideLogicalId("HubRootDevice");
    return device.valueAsString;
  }

  private hub(id: string, hub: HubPlan, machine: Machine, subnet: CfnSubnet, network: Network): CfnInstance {
    const instance = new CfnInstance(this, id, {
      imageId: machine.imageId,
      instanceType: hub.instanceType,
      subnetId: subnet.ref,
      privateIpAddress: hub.privateAddress,
      securityGroupIds: [network.securityGroup.attrGroupId],
      iamInstanceProfile: this.profile.ref,
      // A hub forwards packets that are neither from nor for itself.
      sourceDestCheck: false,
      userData: machine.userData?.(hub),
      propagateTagsToVolumeOnCreation: true,
      metadataOptions: { httpTokens: "required", httpEndpoint: "enabled", httpPutResponseHopLimit: 1 },
      blockDeviceMappings: [
        {
          deviceName: machine.rootDevice,
          ebs: { encrypted: true, volumeType: "gp3", volumeSize: ROOT_GIB, deleteOnTermination: true },
        },
      ],
    });
    Tags.of(instance).add("Name", hub.name);
    Tags.of(instance).add("hubshift:role", hub.role);
    instance.addResourceDependency(network.egress);
    return instance;
  }
}
