import type { ReleaseAddressRequest } from "@aws-sdk/client-ec2";
import { AwsError } from "../../core/error.ts";
import type { Caller } from "../../core/types.ts";
import type { Ec2 } from "./context.ts";
import { requireAddress } from "./validate.ts";

/** In a VPC the address must be disassociated first. */
export const releaseAddress =
  ({ ctx, state, publicAddresses }: Ec2) =>
  (input: ReleaseAddressRequest, caller: Caller): void => {
    const address = requireAddress(state, input.AllocationId, input.PublicIp);
    if (address.association && ctx.deviates("release-held-address")) {
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
