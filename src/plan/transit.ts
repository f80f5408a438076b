import { addressText, type Ipv4Network, networkOf, subnetOf, type TransitSpec } from "../spec/index.ts";

const TRANSIT_PREFIX = 30;

/** Both ends of a tunnel's /30. */
export interface TransitNet {
  network: Ipv4Network;
  hub: string;
  site: string;
}

/** How many tunnels a transit range has room for: tunnel N takes block N, so block 0 stays free. */
export function transitRoom(prefix: number, spacing: number): number {
  return Math.max(0, 2 ** (spacing - prefix) - 1);
}

/** The /30 of tunnel `number`: the first of its block, as in the reference's 10.100.N.0/30. */
export function transitNet(transit: TransitSpec, number: number): TransitNet {
  const block = subnetOf(networkOf(transit.range), transit.spacing, number);
  const network = subnetOf(block, TRANSIT_PREFIX, 0);
  return { network, hub: addressText(network.first + 1), site: addressText(network.first + 2) };
}
