/** How the WAN behaves: `reference` as the reference document describes it, `hot-standby` with a standby that is ready at once. */
export type Profile = "reference" | "hot-standby";

/** When the address goes back to the primary hub: as soon as its instance runs, when it has proved that it is ready, or never by itself. */
export type FailbackPolicy = "on-running" | "when-ready" | "manual";

/** A checked `wan.yaml` with its defaults filled in. Addresses are canonical IPv4 text; prefixes are CIDR text with no host bits set. */
export interface WanSpec {
  name: string;
  region: string;
  profile: Profile;
  hubs: HubsSpec;
  sites: SiteSpec[];
  /** What sites may reach through the hub besides the other sites' networks, CIDR. */
  overlay: string;
  transit: TransitSpec;
  wireguard: WireGuardSpec;
  vpc: { cidr: string };
  /** Sources that may reach the hubs by SSH, CIDR each. */
  trustedSsh: string[];
  failback: FailbackPolicy;
  /** E-mail addresses that the alarms go to. */
  alerts: { email: string[] };
  /** Whether hubs and sites watch each other by BFD (hot-standby). */
  bfd: boolean;
}

export interface HubsSpec {
  asn: number;
  /** The loopback that both hubs announce, as a /32. */
  loopback: string;
  primary: string;
  standby: string;
  /** The Elastic IP, once it is known: what sites dial. */
  address?: string;
  instanceType: string;
}

export interface SiteSpec {
  name: string;
  asn: number;
  /** The site's loopback as a /32. */
  loopback: string;
  /** The site's own networks (LANs), CIDR each. */
  networks: string[];
  /** Number of the site's tunnel, from 1: it fixes the transit /30, the hub's port and the hub's interface. */
  tunnel: number;
  /** The site's public IPv4 address, where it has a fixed one. */
  publicAddress?: string;
  /** Set where the site keeps its private key to itself. */
  publicKey?: string;
}

/** The pool of the tunnels' /30 networks: tunnel N takes the first /30 of the N-th block of `/spacing`. */
export interface TransitSpec {
  range: string;
  spacing: number;
}

export interface WireGuardSpec {
  /** The hub's port for tunnel 1; tunnel N listens on basePort + N - 1. */
  basePort: number;
  sitePort: number;
  /** PersistentKeepalive, seconds. */
  keepalive: number;
  /** Inside the tunnels, bytes (hot-standby). */
  mtu: number;
}

/** Something wrong in a `wan.yaml`, with the place (1-based) to look at. */
export interface Issue {
  code: string;
  /** Where in the document, such as `sites[2].asn`. */
  path: string;
  line: number;
  column: number;
  message: string;
  hint: string;
}
