import type { InstancePort } from "../../core/ports.ts";
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
import { describeSecurityGroups } from "./describe-security-groups.ts";
import { disassociateAddress } from "./disassociate-address.ts";
import { ec2Needs } from "./needs.ts";
import { rebootInstances } from "./reboot-instances.ts";
import { releaseAddress } from "./release-address.ts";
import { ec2Resources } from "./resources/index.ts";
import { authorizeSecurityGroupIngress, revokeSecurityGroupIngress } from "./security-group-ingress.ts";
import { startInstances } from "./start-instances.ts";
import { createInstancePort } from "./status.ts";
import { stopInstances } from "./stop-instances.ts";
import { createTags, deleteTags, describeTags } from "./tags.ts";
import { terminateInstances } from "./terminate-instances.ts";

export interface Ec2Service extends Service {
  instances: InstancePort;
  /** The machine behind the instance went off by itself. */
  poweredOff(instanceId: string): void;
  /** The ARN of the instance's profile. */
  profileOf(instanceId: string): string | undefined;
}

/** Amazon EC2: what a WAN of instances, addresses and one VPC needs. */
export function createEc2(ctx: CloudContext): Ec2Service {
  const ec2 = createEc2Context(ctx);
  return {
    signingName: "ec2",
    resources: ec2Resources(ec2),
    instances: createInstancePort(ctx, ec2.state),
    poweredOff(instanceId) {
      const instance = ec2.state.instances.get(instanceId);
      if (instance) ec2.lifecycle.wentOff(instance);
    },
    profileOf: (instanceId) => ec2.state.instances.get(instanceId)?.iamInstanceProfileArn,
    needs: ec2Needs(ec2),
    operations: {
      AllocateAddress: allocateAddress(ec2),
      AssociateAddress: associateAddress(ec2),
      AuthorizeSecurityGroupIngress: authorizeSecurityGroupIngress(ec2),
      CreateTags: createTags(ec2),
      DeleteTags: deleteTags(ec2),
      DescribeAddresses: describeAddresses(ec2),
      DescribeAvailabilityZones: describeAvailabilityZones(ec2),
      DescribeImages: describeImages(ec2),
      DescribeInstanceAttribute: describeInstanceAttribute(ec2),
      DescribeInstanceStatus: describeInstanceStatus(ec2),
      DescribeInstances: describeInstances(ec2),
      DescribeInternetGateways: describeInternetGateways(ec2),
      DescribeRouteTables: describeRouteTables(ec2),
      DescribeSecurityGroups: describeSecurityGroups(ec2),
      DescribeSubnets: describeSubnets(ec2),
      DescribeTags: describeTags(ec2),
      DescribeVpcs: describeVpcs(ec2),
      DisassociateAddress: disassociateAddress(ec2),
      RebootInstances: rebootInstances(ec2),
      ReleaseAddress: releaseAddress(ec2),
      RevokeSecurityGroupIngress: revokeSecurityGroupIngress(ec2),
      StartInstances: startInstances(ec2),
      StopInstances: stopInstances(ec2),
      TerminateInstances: terminateInstances(ec2),
    },
  };
}
