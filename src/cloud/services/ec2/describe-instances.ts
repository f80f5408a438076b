import type { DescribeInstancesRequest, DescribeInstancesResult } from "@aws-sdk/client-ec2";
import type { Ec2 } from "./context.ts";
import type { Fields } from "./filters.ts";
import { describeInstance, publicAddressOf } from "./instance-view.ts";
import { type Instance, stateCodes } from "./model.ts";
import { select } from "./select.ts";
import { kinds } from "./validate.ts";

const fieldsOf = ({ state }: Ec2): Fields<Instance> => ({
  "availability-zone": (i) => i.availabilityZone,
  "iam-instance-profile.arn": (i) => i.iamInstanceProfileArn,
  "image-id": (i) => i.imageId,
  "instance-id": (i) => i.instanceId,
  "instance-state-code": (i) => String(stateCodes[i.state]),
  "instance-state-name": (i) => i.state,
  "instance-type": (i) => i.instanceType,
  "instance.group-id": (i) => i.securityGroupIds,
  "ip-address": (i) => publicAddressOf(i, state)?.publicIp,
  "key-name": (i) => i.keyName,
  "network-interface.network-interface-id": (i) => i.networkInterfaceId,
  "private-ip-address": (i) => i.privateIp,
  "reservation-id": (i) => i.reservationId,
  "source-dest-check": (i) => String(i.sourceDestCheck),
  "subnet-id": (i) => i.subnetId,
  "vpc-id": (i) => i.vpcId,
});

/** Each instance has a reservation of its own, as instances that were launched one by one have. */
export const describeInstances = (ec2: Ec2) => {
  const fields = fieldsOf(ec2);
  return (input: DescribeInstancesRequest): DescribeInstancesResult => {
    const { items, nextToken } = select(input, {
      all: ec2.state.instances,
      ids: input.InstanceIds,
      kind: kinds.instance,
      fields,
    });
    const Reservations = items.map((instance) => ({
      ReservationId: instance.reservationId,
      OwnerId: ec2.ctx.accountId,
      Groups: [],
      Instances: [describeInstance(instance, ec2)],
    }));
    return { Reservations, NextToken: nextToken };
  };
};
