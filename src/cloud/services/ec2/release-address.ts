import type { ReleaseAddressRequest } from "@aws-sdk/client-ec2";
import { AwsError } from "../../core/error.ts";
import type { Caller } from "../../core/types.ts";
import type { Ec2 } from "./context.ts";
import { requireAddress } from "./validate.ts";

/**
 * An instance in the default VPC loses the address; one in another VPC keeps it, and it must be disassociated first.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReleaseAddress.html
 */
export const releaseAddress =
  ({ ctx, state, publicAddresses }: Ec2) =>
  (input: ReleaseAddressRequest, caller: Caller): void => {
    const address = requireAddress(state, input.AllocationId, input.PublicIp);
    const holder = state.instances.get(address.association?.instanceId ?? "");
    const inDefaultVpc = state.vpcs.get(holder?.vpcId ?? "")?.isDefault;
    if (address.association && (inDefaultVpc || ctx.deviates("release-held-address"))) {
      void publicAddresses.disassociate(address, caller.arn);
    }
    if (address.association) {
      throw new AwsError(
        "InvalidIPAddress.InUse",
        `Address ${address.publicIp} is in use by association ${address.association.associationId}.`,
      );
    }
    publicAddresses.free(address);
  };
