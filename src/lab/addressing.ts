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

/** Where AWS's API answers on the internet (RFC 5737, TEST-NET-1). */
export const API_ADDRESS = "192.0.2.1";

/** Where an instance's metadata service answers: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html */
export const METADATA_ADDRESS = "169.254.169.254";

/** Source ports that site routers rewrite to. */
export const NAT_PORTS = { from: 42000, to: 46000 } as const;

/**
 * A site host sits behind its own NAT, as behind a provider's (RFC 6598): no network of a company is there, and the addresses need to
 * be unique for people only.
 */
export function siteUplink({ tunnel }: SitePlan): Uplink {
  const line = `100.${65 + (tunnel.number >> 8)}.${tunnel.number & 255}`;
  return { address: `${line}.2/24`, gateway: `${line}.1` };
}

/** The first two addresses of a site's network: the site's own, and that of the host behind it. */
export function lanAddresses(network: string): { site: Uplink["gateway"]; host: Uplink["gateway"]; length: string } {
  const [base = "", length = "24"] = network.split("/");
  const octets = base.split(".");
  const at = (offset: number) => [...octets.slice(0, 3), Number(octets[3]) + offset].join(".");
  return { site: at(1), host: at(2), length };
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
