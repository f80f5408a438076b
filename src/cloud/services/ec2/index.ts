import type { InstancePort, ProfileRolePort } from "../../core/ports.ts";
import type { CloudContext, Service } from "../../core/types.ts";
import { allocateAddress } from "./allocate-address.ts";
import { associateAddress } from "./associate-address.ts";
import { createEc2Context } from "./context.ts";
import { describeAddresses } from "./describe-addresses.ts";
import { describeInstanceAttribute } from "./describe-instance-attribute.ts";
import { describeInstanceStatus } from "./describe-instance-status.ts";
import { describeInstances } from "./describe-instances.ts";
import { describeInternetGateways, describeRouteTables, describeSubnets, describeVpcs } from "./describe-network.ts";
import { describeAvailabilityZones, describeImages } from "./describe-region.ts";
import { describeSecurityGroupRules, modifySecurityGroupRules } from "./describe-security-group-rules.ts";
import { describeSecurityGroups } from "./describe-security-groups.ts";
import { disassociateAddress } from "./disassociate-address.ts";
import type { Instance } from "./model.ts";
import { modifyInstanceAttribute } from "./modify-instance-attribute.ts";
import { ec2Needs } from "./needs.ts";
import { rebootInstances } from "./reboot-instances.ts";
import { releaseAddress } from "./release-address.ts";
import { ec2Resources } from "./resources/index.ts";
import { runInstances } from "./run-instances.ts";
import { authorize, revoke, updateDescriptions } from "./security-group-rules.ts";
import { createSecurityGroup, deleteSecurityGroup } from "./security-groups.ts";
import { startInstances } from "./start-instances.ts";
import { createInstancePort } from "./status.ts";
import { stopInstances } from "./stop-instances.ts";
import { createSubnet, deleteSubnet, modifySubnetAttribute } from "./subnets.ts";
import { createTags, deleteTags, describeTags } from "./tags.ts";
import { terminateInstances } from "./terminate-instances.ts";
import { createVpc, deleteVpc } from "./vpcs.ts";

export interface Ec2Service extends Service {
  instances: InstancePort;
  /** The machine behind the instance went off by itself. */
  poweredOff(instanceId: string): void;
  instance(instanceId: string): Instance | undefined;
}

/** Amazon EC2: what a WAN of instances, addresses and one VPC needs. */
export function createEc2(ctx: CloudContext, roleOfProfile: ProfileRolePort): Ec2Service {
  const ec2 = createEc2Context(ctx, roleOfProfile);
  return {
    signingName: "ec2",
    resources: ec2Resources(ec2),
    instances: createInstancePort(ctx, ec2.state),
    poweredOff(instanceId) {
      const instance = ec2.state.instances.get(instanceId);
      if (instance) ec2.lifecycle.wentOff(instance);
    },
    instance: (instanceId) => ec2.state.instances.get(instanceId),
    needs: ec2Needs(ec2),
    operations: {
      AllocateAddress: allocateAddress(ec2),
      AssociateAddress: associateAddress(ec2),
      AuthorizeSecurityGroupEgress: authorize("egress")(ec2),
      AuthorizeSecurityGroupIngress: authorize("ingress")(ec2),
      CreateSecurityGroup: createSecurityGroup(ec2),
      CreateSubnet: createSubnet(ec2),
      CreateTags: createTags(ec2),
      CreateVpc: createVpc(ec2),
      DeleteSecurityGroup: deleteSecurityGroup(ec2),
      DeleteSubnet: deleteSubnet(ec2),
      DeleteTags: deleteTags(ec2),
      DeleteVpc: deleteVpc(ec2),
      DescribeAddresses: describeAddresses(ec2),
      DescribeAvailabilityZones: describeAvailabilityZones(ec2),
      DescribeImages: describeImages(ec2),
      DescribeInstanceAttribute: describeInstanceAttribute(ec2),
      DescribeInstanceStatus: describeInstanceStatus(ec2),
      DescribeInstances: describeInstances(ec2),
      DescribeInternetGateways: describeInternetGateways(ec2),
      DescribeRouteTables: describeRouteTables(ec2),
      DescribeSecurityGroupRules: describeSecurityGroupRules(ec2),
      DescribeSecurityGroups: describeSecurityGroups(ec2),
      DescribeSubnets: describeSubnets(ec2),
      DescribeTags: describeTags(ec2),
      DescribeVpcs: describeVpcs(ec2),
      DisassociateAddress: disassociateAddress(ec2),
      ModifyInstanceAttribute: modifyInstanceAttribute(ec2),
      ModifySecurityGroupRules: modifySecurityGroupRules(ec2),
      ModifySubnetAttribute: modifySubnetAttribute(ec2),
      RebootInstances: rebootInstances(ec2),
      ReleaseAddress: releaseAddress(ec2),
      RevokeSecurityGroupEgress: revoke("egress")(ec2),
      RevokeSecurityGroupIngress: revoke("ingress")(ec2),
      RunInstances: runInstances(ec2),
      StartInstances: startInstances(ec2),
      StopInstances: stopInstances(ec2),
      TerminateInstances: terminateInstances(ec2),
      UpdateSecurityGroupRuleDescriptionsEgress: updateDescriptions("egress")(ec2),
      UpdateSecurityGroupRuleDescriptionsIngress: updateDescriptions("ingress")(ec2),
    },
  };
}
