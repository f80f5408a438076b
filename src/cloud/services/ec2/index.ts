import type { InstancePort } from "../../core/ports.ts";
import type { CloudContext, Service } from "../../core/types.ts";
import { allocateAddress } from "./allocate-address.ts";
import { associateAddress } from "./associate-address.ts";
import { createEc2Context } from "./context.ts";
import { describeAddresses } from "./describe-addresses.ts";
import { describeInstances } from "./describe-instances.ts";
import { disassociateAddress } from "./disassociate-address.ts";
import { releaseAddress } from "./release-address.ts";
import { createInstancePort } from "./status.ts";

export interface Ec2Service extends Service {
  instances: InstancePort;
  /** The machine behind the instance went off by itself. */
  poweredOff(instanceId: string): void;
}

/** Amazon EC2: what a WAN of instances, addresses and one VPC needs. */
export function createEc2(ctx: CloudContext): Ec2Service {
  const ec2 = createEc2Context(ctx);
  return {
    signingName: "ec2",
    instances: createInstancePort(ctx, ec2.state),
    poweredOff(instanceId) {
      const instance = ec2.state.instances.get(instanceId);
      if (instance) ec2.lifecycle.wentOff(instance);
    },
    operations: {
      AllocateAddress: allocateAddress(ec2),
      AssociateAddress: associateAddress(ec2),
      DescribeAddresses: describeAddresses(ec2),
      DescribeInstances: describeInstances(ec2),
      DisassociateAddress: disassociateAddress(ec2),
      ReleaseAddress: releaseAddress(ec2),
    },
  };
}
