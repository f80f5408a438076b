import type { AssociateAddressRequest, AssociateAddressResult } from "@aws-sdk/client-ec2";
import { AwsError } from "../../core/error.ts";
import type { Caller } from "../../core/types.ts";
import type { Ec2 } from "./context.ts";
import type { Address, Instance } from "./model.ts";
import { kinds, requireAddress, requireOne } from "./validate.ts";

/**
 * Order of checks: address, target, the target's state, reassociation. Reassociation is automatic in a VPC; only an explicit `false`
 * forbids it (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateAddress.html). The answer comes at once, the packets
 * follow after the profile's `associateMs`. A stopped instance may get the address and keeps it.
 */
export const associateAddress =
  ({ state, publicAddresses }: Ec2) =>
  (input: AssociateAddressRequest, caller: Caller): AssociateAddressResult => {
    const address = requireAddress(state, input.AllocationId, input.PublicIp);
    const instance = target(state.instances, input);
    requireUsable(instance);
    if (input.PrivateIpAddress && input.PrivateIpAddress !== instance.privateIp) {
      throw new AwsError(
        "InvalidParameterValue",
        `Value (${input.PrivateIpAddress}) for parameter privateIpAddress is invalid. It is not an address of ${instance.networkInterfaceId}`,
      );
    }
    if (input.AllowReassociation === false) refuseHeld(address, instance);
    const { associationId } = publicAddresses.associate(address, instance, caller.arn);
    return { AssociationId: associationId };
  };

function target(instances: ReadonlyMap<string, Instance>, input: AssociateAddressRequest): Instance {
  if (input.InstanceId) return requireOne(instances, input.InstanceId, kinds.instance);
  if (!input.NetworkInterfaceId) {
    throw new AwsError("MissingParameter", "Either instance ID or network interface id must be specified");
  }
  for (const instance of instances.values()) {
    if (instance.networkInterfaceId === input.NetworkInterfaceId) return instance;
  }
  throw new AwsError(
    "InvalidNetworkInterfaceID.NotFound",
    `The networkInterface ID '${input.NetworkInterfaceId}' does not exist`,
  );
}

function requireUsable({ instanceId, state }: Instance): void {
  if (state !== "pending" && state !== "shutting-down" && state !== "terminated") return;
  throw new AwsError(
    "InvalidInstanceID",
    `The ${state} instance '${instanceId}' is not in a valid state for this operation.`,
  );
}

function refuseHeld({ association, allocationId }: Address, instance: Instance): void {
  if (!association || association.instanceId === instance.instanceId) return;
  throw new AwsError(
    "Resource.AlreadyAssociated",
    `resource ${allocationId} is already associated with associate-id ${association.associationId}`,
  );
}
