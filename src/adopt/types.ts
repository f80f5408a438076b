import type { Issue } from "../spec/index.ts";

/** A host as its folder shows it. */
export interface HostFiles {
  name: string;
  files: readonly ConfigFile[];
}

/** A wg-quick file or a `frr.conf`. */
export interface ConfigFile {
  /** As the user would name it; its last part says what it is (`frr.conf`, else the interface's name and `.conf`). */
  file: string;
  text: string;
}

/** Something in a file that cannot be read. `path` names the setting. */
export interface FileIssue extends Issue {
  file: string;
}

/** A place in a file, 1-based. */
export interface Place {
  line: number;
  column: number;
}

/** What one file says, and what in it cannot be read. */
export interface Parsed<Facts> {
  facts: Facts;
  issues: FileIssue[];
}

/** One host's configuration in facts. */
export interface HostFacts {
  name: string;
  tunnels: readonly TunnelFacts[];
  frr: FrrFacts | undefined;
}

/** One wg-quick file. It holds no secret. */
export interface TunnelFacts {
  file: string;
  interface: string;
  /** `hidden`: there is a text that is no key, such as a placeholder. */
  privateKey: "present" | "hidden" | "none";
  /** Of the private key, where it could be read. */
  publicKey: string | undefined;
  /** Prefixes, as written. */
  addresses: readonly string[];
  listenPort: number | undefined;
  /** Bytes. */
  mtu: number | undefined;
  table: string | undefined;
  /** Names of the other settings (`PostUp`); their values may hold secrets. */
  others: readonly string[];
  peers: readonly PeerFacts[];
  places: Places;
}

/** Where a section begins (`""`), and where its settings stand by their names in wg-quick(8). */
export type Places = ReadonlyMap<string, Place>;

export interface PeerFacts {
  publicKey: string;
  /** The comment beside `[Peer]`, where it is one word. */
  label: string | undefined;
  /** Prefixes; IPv4 ones with no host bits set. */
  allowedIps: readonly string[];
  endpoint: Endpoint | undefined;
  /** Seconds. */
  keepalive: number | undefined;
  /** `hidden`: there is a text that is no key, such as a placeholder. */
  presharedKey: "present" | "hidden" | "none";
  /** Of the preshared key, where it could be read: SHA-256, only to tell whether two ends have the same. Shown nowhere. */
  presharedDigest: string | undefined;
  /** With a place for each of `allowedIps`, too. */
  places: Places;
}

export interface Endpoint {
  /** An address, a name, or a placeholder. */
  host: string;
  port: number;
}

/** A `frr.conf`. */
export interface FrrFacts {
  file: string;
  bgp: BgpFacts | undefined;
  statements: readonly Statement[];
}

/** One line of a `frr.conf`. */
export interface Statement extends Place {
  /** The blocks that it stands in, outermost first: `router bgp 65000`, `address-family ipv4 unicast`. */
  within: readonly string[];
  words: readonly string[];
}

/** The default instance of BGP. */
export interface BgpFacts {
  asn: number;
  routerId: string | undefined;
  /** Announced prefixes, CIDR. */
  networks: readonly string[];
  neighbors: readonly NeighborFacts[];
}

export interface NeighborFacts {
  /** An address, or an interface's name. */
  address: string;
  /** Undefined for `external`, and where it is not said. */
  asn: number | undefined;
  description: string | undefined;
}
