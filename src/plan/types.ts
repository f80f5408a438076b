import type { FailbackPolicy, Profile } from "../spec/index.ts";

export type HubRole = "primary" | "standby";

/** Every address, port, peer, ASN, name and role of one WAN, resolved. Addresses are plain IPv4; a field that holds a prefix says so. */
export interface WanPlan {
  name: string;
  region: string;
  profile: Profile;
  /** The Elastic IP that sites dial; undefined until a stack or the laboratory has allocated it. */
  hubAddress: string | undefined;
  /** Primary first. */
  hubs: readonly [HubPlan, HubPlan];
  sites: readonly SitePlan[];
  vpc: { cidr: string; subnets: readonly [SubnetPlan, SubnetPlan] };
  firewall: { wireguardPorts: { from: number; to: number }; trustedSsh: readonly string[] };
  automation: AutomationPlan;
}

export interface SubnetPlan {
  cidr: string;
  /** First usable address: where the VPC's router answers. */
  gateway: string;
  /** Index into the region's availability zones. */
  zone: 0 | 1;
}

export interface HubPlan {
  name: string;
  role: HubRole;
  asn: number;
  /** Without prefix length; announced as a /32. */
  loopback: string;
  routerId: string;
  privateAddress: string;
  subnet: SubnetPlan;
  instanceType: string;
  tunnels: readonly HubTunnelPlan[];
}

/** The hub's end of one site's tunnel. */
export interface HubTunnelPlan {
  interface: string;
  site: string;
  number: number;
  listenPort: number;
  /** With prefix length (/30). */
  address: string;
  /** The site's transit address: the BGP neighbor. */
  peerAddress: string;
  peerAsn: number;
  allowedIps: readonly string[];
  /** `address:port` where the site has a fixed public address. */
  endpoint: string | undefined;
  keepalive: number;
}

export interface SitePlan {
  name: string;
  asn: number;
  loopback: string;
  routerId: string;
  networks: readonly string[];
  publicAddress: string | undefined;
  publicKey: string | undefined;
  tunnel: SiteTunnelPlan;
}

/** The site's end of its tunnel. */
export interface SiteTunnelPlan {
  interface: string;
  number: number;
  listenPort: number;
  address: string;
  /** The hub's transit address: the BGP neighbor. */
  peerAddress: string;
  peerAsn: number;
  /** The hub's port that the site dials at the Elastic IP. */
  endpointPort: number;
  allowedIps: readonly string[];
  keepalive: number;
}

/** Names of what the automation consists of in AWS. They are the reference WAN's, derived from the WAN's name and the primary hub's. */
export interface AutomationPlan {
  failback: FailbackPolicy;
  failoverFunction: string;
  failbackFunction: string;
  stopRule: string;
  startRule: string;
  alarmRule: string;
  alarm: string;
}
