import type { DisassociateAddressRequest } from "@aws-sdk/client-ec2";
import { AwsError } from "../../core/error.ts";
import type { Caller } from "../../core/types.ts";
import type { Ec2 } from "./context.ts";
import type { Address } from "./model.ts";
import { requireAddress } from "./validate.ts";

/** By association ID, or by public IP; an address without a holder is no error when named by its IP. */
export const disassociateAddress =
  ({ state, publicAddresses }: Ec2) =>
  (input: DisassociateAddressRequest, caller: Caller): void => {
    const address = input.AssociationId
      ? byAssociation(state.addresses.values(), input.AssociationId)
      : requireAddress(state, undefined, input.PublicIp);
    if (address.association) void publicAddresses.disassociate(address, caller.arn);
  };

function byAssociation(addresses: Iterable<Address>, id: string): Address {
  for (const address of addresses) if (address.association?.associationId === id) return address;
  throw new AwsError("InvalidAssociationID.NotFound", `The association ID '${id}' does not exist`);
}
