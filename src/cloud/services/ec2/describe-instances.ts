import type { DescribeInstancesRequest, DescribeInstancesResult } from "@aws-sdk/client-ec2";
import type { Ec2 } from "./context.ts";
import type { Fields } from "./filters.ts";
import { architectureOf, describeInstance, privateName, publicAddressOf, publicName } from "./instance-view.ts";
import { type Instance, stateCodes } from "./model.ts";
import { select } from "./select.ts";
import { kinds } from "./validate.ts";

const fieldsOf = ({ ctx, state }: Ec2): Fields<Instance> => {
  const publicIp = (i: Instance) => publicAddressOf(i, state)?.publicIp;
  const groupNames = (i: Instance) => i.securityGroupIds.flatMap((id) => state.securityGroups.get(id)?.name ?? []);
  const privateDns = (i: Instance) => privateName(i.privateIp, ctx.region);
  return {
    architecture: architectureOf,
    "availability-zone": (i) => i.availabilityZone,
    "dns-name": (i) => {
      const address = publicIp(i);
      return address && publicName(address, ctx.region);
    },
    "group-id": (i) => i.securityGroupIds,
    "group-name": groupNames,
    "iam-instance-profile.arn": (i) => i.iamInstanceProfileArn,
    "image-id": (i) => i.imageId,
    "instance-id": (i) => i.instanceId,
    "instance-state-code": (i) => String(stateCodes[i.state]),
    "instance-state-name": (i) => i.state,
    "instance-type": (i) => i.instanceType,
    "instance.group-id": (i) => i.securityGroupIds,
    "instance.group-name": groupNames,
    "ip-address": publicIp,
    "key-name": (i) => i.keyName,
    "launch-index": (i) => String(i.launchIndex),
    "network-interface.network-interface-id": (i) => i.networkInterfaceId,
    "network-interface.private-dns-name": privateDns,
    "network-interface.subnet-id": (i) => i.subnetId,
    "network-interface.vpc-id": (i) => i.vpcId,
    "owner-id": () => ctx.accountId,
    "private-dns-name": privateDns,
    "private-ip-address": (i) => i.privateIp,
    "reservation-id": (i) => i.reservationId,
    "root-device-type": () => "ebs",
    "source-dest-check": (i) => String(i.sourceDestCheck),
    "state-reason-code": (i) => i.stateReason?.Code ?? "",
    "subnet-id": (i) => i.subnetId,
    tenancy: () => "default",
    "virtualization-type": () => "hvm",
    "vpc-id": (i) => i.vpcId,
  };
};

/** Pages are cut by instances; those of one reservation that lie on a page are shown in it. */
export const describeInstances = (ec2: Ec2) => {
  const fields = fieldsOf(ec2);
  return (input: DescribeInstancesRequest): DescribeInstancesResult => {
    const { items, nextToken } = select(input, {
      all: ec2.state.instances,
      ids: input.InstanceIds,
      kind: kinds.instance,
      fields,
    });
    const reservations = new Map<string, Instance[]>();
    for (const instance of items) {
      const { reservationId } = instance;
      reservations.set(reservationId, [...(reservations.get(reservationId) ?? []), instance]);
    }
    const Reservations = Array.from(reservations, ([ReservationId, instances]) => ({
      ReservationId,
      OwnerId: ec2.ctx.accountId,
      Groups: [],
      Instances: instances.map((instance) => describeInstance(instance, ec2)),
    }));
    return { Reservations, NextToken: nextToken };
  };
};
