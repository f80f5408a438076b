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
  firewall: FirewallPlan;
  automation: AutomationPlan;
  /** Of the tunnels in a hot standby, bytes; the reference leaves it to WireGuard. */
  mtu: number;
  /** Whether hubs and sites watch each other by BFD. */
  bfd: boolean;
  /** Who is told when an alarm rings: e-mail addresses, each once. */
  alerts: { email: readonly string[] };
  /** SHA-256 (hex) of what configures hosts, so without `hubAddress`, which is known late, and `alerts`: equal on hosts that were configured from equal plans. */
  hash: string;
}

/** What the hubs must let in. */
export interface FirewallPlan {
  /** UDP, from everywhere: sites sit behind NAT. */
  wireguardPorts: { from: number; to: number };
  /** UDP, from everywhere too: the hub link may have to go round by the Elastic IP. Undefined where hubs do not talk to each other. */
  hubPorts: HubPorts | undefined;
  trustedSsh: readonly string[];
}

/** Ports of a hot standby's hubs beside the sites' tunnels. */
export interface HubPorts {
  /** UDP: WireGuard between the hubs. */
  link: number;
  /** UDP: packets to the Elastic IP, by which a hub sees that it holds it. */
  proof: number;
  /** UDP, inside the hub link: the agents' heartbeats. */
  sync: number;
  /** TCP, inside the hub link: the agents' metrics and state. */
  http: number;
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
  /** Undefined in the reference, whose hubs do not know each other. */
  link: HubLinkPlan | undefined;
}

/** One hub's end of the tunnel to the other hub. */
export interface HubLinkPlan {
  interface: string;
  listenPort: number;
  /** With prefix length (/30). */
  address: string;
  peer: string;
  /** Inside the link: the iBGP neighbor. */
  peerAddress: string;
  /** Where its packets go: an address of the VPC. */
  peerPrivateAddress: string;
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
  /** What the site may announce: its loopback and networks, CIDR. */
  prefixes: readonly string[];
  /** What the site may send from: its transit address and `prefixes`. */
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
  /** What it announces: its loopback and networks, CIDR. */
  prefixes: readonly string[];
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
  /** What the hubs may announce, more specific prefixes included, CIDR. */
  remotePrefixes: readonly string[];
  /** What may come out of the tunnel: the transit range and `remotePrefixes`. */
  allowedIps: readonly string[];
  keepalive: number;
}

/** Names of what the automation consists of in AWS. They are the reference WAN's, derived from the WAN's name and the primary hub's. */
export interface AutomationPlan {
  failback: FailbackPolicy;
  /** At most so many moves of the address within the window. More is flapping: it stays where it is until a person has looked. */
  moves: { max: number; windowMs: number };
  failoverFunction: string;
  failbackFunction: string;
  stopRule: string;
  startRule: string;
  alarmRule: string;
  alarm: string;
}
