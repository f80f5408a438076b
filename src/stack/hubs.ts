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
import { CfnInstanceProfile, ManagedPolicy, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import type { HubPlan, WanPlan } from "../plan/index.ts";
import type { Network } from "./network.ts";
import { agentPermissions, type MovableResources } from "./permissions.ts";

/** Debian publishes its images' IDs per region as public parameters: https://wiki.debian.org/Cloud/AmazonEC2Image/Bookworm */
const DEBIAN_12 = "/aws/service/debian/release/12/latest";

/** Debian's images name their root device so. */
const ROOT_DEVICE = "/dev/xvda";
const ROOT_GIB = 8;

/** The two hub instances, the Elastic IP that sites dial, and its association with the primary hub. */
export class Hubs extends Construct {
  readonly primary: CfnInstance;
  readonly standby: CfnInstance;
  readonly address: CfnEIP;
  /** What the automation moves, and between which instances. */
  readonly movable: MovableResources;
  private readonly profile: CfnInstanceProfile;

  constructor(scope: Construct, id: string, plan: WanPlan, network: Network) {
    super(scope, id);
    const [primary, standby] = plan.hubs;
    const role = new Role(this, "Role", {
      assumedBy: new ServicePrincipal("ec2.amazonaws.com"),
      // Systems Manager is the way in that needs no open port.
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName("AmazonSSMManagedInstanceCore")],
    });
    this.profile = new CfnInstanceProfile(this, "Profile", { roles: [role.roleName] });
    const image = this.image(primary.instanceType);
    this.primary = this.hub("Primary", primary, image, network.subnets[0], network);
    this.standby = this.hub("Standby", standby, image, network.subnets[1], network);

    this.address = new CfnEIP(this, "Address", { domain: "vpc" });
    Tags.of(this.address).add("Name", plan.name);
    this.address.addResourceDependency(network.egress);
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
    this.admitProof(hubPorts.proof, network.securityGroup);
    // A policy of its own: inside the role it would name instances that need the role.
    for (const statement of agentPermissions(this, this.movable)) role.addToPolicy(statement);
  }

  /**
   * A hub that sends to the Elastic IP from an instance that holds it has its packet come back through the internet gateway, which
   * has put the public address in the source's place: of the hubs' own packets only those of the holder come from the address itself.
   */
  private admitProof(port: number, group: CfnSecurityGroup): void {
    new CfnSecurityGroupIngress(this, "ProofIngress", {
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

  private hub(id: string, hub: HubPlan, imageId: string, subnet: CfnSubnet, network: Network): CfnInstance {
    const instance = new CfnInstance(this, id, {
      imageId,
      instanceType: hub.instanceType,
      subnetId: subnet.ref,
      privateIpAddress: hub.privateAddress,
      securityGroupIds: [network.securityGroup.attrGroupId],
      iamInstanceProfile: this.profile.ref,
      // A hub forwards packets that are neither from nor for itself.
      sourceDestCheck: false,
      metadataOptions: { httpTokens: "required", httpEndpoint: "enabled", httpPutResponseHopLimit: 1 },
      blockDeviceMappings: [
        {
          deviceName: ROOT_DEVICE,
          ebs: { encrypted: true, volumeType: "gp3", volumeSize: ROOT_GIB, deleteOnTermination: true },
        },
      ],
    });
    Tags.of(instance).add("Name", hub.name);
    if (hub.link) Tags.of(instance).add("hubshift:role", hub.role);
    instance.addResourceDependency(network.egress);
    return instance;
  }
}
