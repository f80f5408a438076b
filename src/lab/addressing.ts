import type { SitePlan } from "../plan/index.ts";

/** What a host's eth0 gets, as DHCP would give it. */
export interface Uplink {
  /** With prefix length. */
  address: string;
  gateway: string;
}

/** Both ends of the link between the internet and the cloud's edge (RFC 6598, shared address space). */
export const INTERNET_ADDRESS = "100.64.0.1";
export const EDGE_ADDRESS = "100.64.0.2";

/** Source ports that site routers rewrite to. */
export const NAT_PORTS = { from: 42000, to: 46000 } as const;

/** A site host sits behind its own NAT, so its LAN needs to be unique for people only. */
export function siteUplink(site: SitePlan): Uplink {
  const lan = `192.168.${100 + (site.tunnel.number % 150)}`;
  return { address: `${lan}.2/24`, gateway: `${lan}.1` };
}

/** The public address of a site's router: the plan's, else one from TEST-NET-2 (RFC 5737) and what follows it. */
export function sitePublicAddress(site: SitePlan): string {
  const { number } = site.tunnel;
  return site.publicAddress ?? `198.51.${100 + (number >> 8)}.${number & 255}`;
}

/** First usable address of a subnet, where the VPC's router answers: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
export function instanceUplink(privateIp: string, subnetCidr: string): Uplink {
  const [network = "", length = "24"] = subnetCidr.split("/");
  const octets = network.split(".");
  return { address: `${privateIp}/${length}`, gateway: [...octets.slice(0, 3), Number(octets[3]) + 1].join(".") };
}
