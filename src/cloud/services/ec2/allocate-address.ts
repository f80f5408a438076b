import type { AllocateAddressRequest, AllocateAddressResult } from "@aws-sdk/client-ec2";
import { AwsError } from "../../core/error.ts";
import type { Ec2 } from "./context.ts";
import { specifiedTags } from "./tag-specifications.ts";

export const allocateAddress =
  ({ ctx, publicAddresses }: Ec2) =>
  (input: AllocateAddressRequest): AllocateAddressResult => {
    if (input.Domain !== undefined && input.Domain !== "vpc") {
      throw new AwsError("InvalidParameterValue", `Value (${input.Domain}) for parameter domain is invalid.`);
    }
    const tags = specifiedTags(input.TagSpecifications, "elastic-ip");
    const address = publicAddresses.allocate(input.Address);
    address.tags = tags;
    return {
      AllocationId: address.allocationId,
      PublicIp: address.publicIp,
      Domain: "vpc",
      PublicIpv4Pool: "amazon",
      NetworkBorderGroup: ctx.region,
    };
  };
