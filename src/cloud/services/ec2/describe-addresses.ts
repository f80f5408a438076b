import type { DescribeAddressesRequest, DescribeAddressesResult } from "@aws-sdk/client-ec2";
import type { Ec2 } from "./context.ts";
import { applyFilters, type Fields } from "./filters.ts";
import { type Address, shownTags } from "./model.ts";
import { kinds, requireAddress, requireAll } from "./validate.ts";

const fields: Fields<Address> = {
  "allocation-id": (a) => a.allocationId,
  "association-id": (a) => a.association?.associationId,
  domain: () => "vpc",
  "instance-id": (a) => a.association?.instanceId,
  "network-interface-id": (a) => a.association?.networkInterfaceId,
  "private-ip-address": (a) => a.association?.privateIp,
  "public-ip": (a) => a.publicIp,
};

/** Named allocations are looked for first, then named IPs, then filters. */
export const describeAddresses =
  ({ ctx, state }: Ec2) =>
  (input: DescribeAddressesRequest): DescribeAddressesResult => {
    let found: Iterable<Address> = state.addresses.values();
    if (input.AllocationIds?.length) found = requireAll(state.addresses, input.AllocationIds, kinds.allocation);
    if (input.PublicIps?.length) found = input.PublicIps.map((ip) => requireAddress(state, undefined, ip));
    return { Addresses: applyFilters(found, input.Filters, fields).map((a) => describe(a, ctx.region, ctx.accountId)) };
  };

function describe({ allocationId, publicIp, association, tags }: Address, region: string, accountId: string) {
  return {
    AllocationId: allocationId,
    PublicIp: publicIp,
    Domain: "vpc" as const,
    PublicIpv4Pool: "amazon",
    NetworkBorderGroup: region,
    Tags: shownTags(tags),
    ...(association && {
      AssociationId: association.associationId,
      InstanceId: association.instanceId,
      NetworkInterfaceId: association.networkInterfaceId,
      NetworkInterfaceOwnerId: accountId,
      PrivateIpAddress: association.privateIp,
    }),
  };
}
