import { asCount, asList, asRecord, asText, type JsonRecord, readRecord } from "./json.ts";
import { type Reading, unreadLine } from "./reading.ts";

export interface BgpSummaryFacts {
  /** Undefined while BGP is not configured or not running. */
  routerId: string | undefined;
  asn: number | undefined;
  peers: BgpPeer[];
}

export interface BgpPeer {
  address: string;
  asn: number;
  /** FRR's name of the state, such as `Established`, `Connect`, `Idle (Admin)`. */
  state: string;
  established: boolean;
  prefixesReceived: number;
  prefixesSent: number;
  /** Since when the session is Established, ms; undefined while it is not. */
  uptimeMs: number | undefined;
  /** The second in which that was, epoch ms; undefined where the program does not tell. */
  establishedAt?: number | undefined;
  description: string | undefined;
}

export interface BgpRoutesFacts {
  routerId: string | undefined;
  asn: number | undefined;
  /** One entry per path; a prefix with several paths has several. */
  routes: BgpRoute[];
}

export interface BgpRoute {
  /** CIDR */
  prefix: string;
  valid: boolean;
  best: boolean;
  /** Nearest AS first; empty for the speaker's own networks. */
  asPath: number[];
  /** Undefined for the speaker's own networks. */
  nextHop: string | undefined;
  /** Address of the neighbor that sent it; undefined for the speaker's own networks, and where the program does not tell. */
  peer: string | undefined;
}

function readPeer(address: string, value: unknown): BgpPeer | undefined {
  const peer = asRecord(value);
  const asn = asCount(peer?.remoteAs);
  const state = asText(peer?.state);
  if (!peer || asn === undefined || state === undefined) return undefined;
  const established = state === "Established";
  const epochS = established ? asCount(peer.peerUptimeEstablishedEpoch) : undefined;
  return {
    address,
    asn,
    state,
    established,
    prefixesReceived: asCount(peer.pfxRcd) ?? 0,
    prefixesSent: asCount(peer.pfxSnt) ?? 0,
    uptimeMs: established ? asCount(peer.peerUptimeMsec) : undefined,
    establishedAt: epochS === undefined ? undefined : epochS * 1000,
    description: asText(peer.desc),
  };
}

/** Reads `vtysh -c 'show ip bgp summary json'` of FRR 8.4. Without BGP it prints `{}`: no router ID, no peers, nothing unread. */
export function parseBgpSummary(text: string): Reading<BgpSummaryFacts> {
  const { record, unread } = readRecord(text);
  const summary = asRecord(record?.ipv4Unicast);
  const facts: BgpSummaryFacts = { routerId: asText(summary?.routerId), asn: asCount(summary?.as), peers: [] };
  for (const [address, entry] of Object.entries(asRecord(summary?.peers) ?? {})) {
    const peer = readPeer(address, entry);
    if (peer) facts.peers.push(peer);
    else unread.push(unreadLine(1, `ipv4Unicast.peers["${address}"]`));
  }
  return { facts, unread };
}

/** AS numbers with blanks between them; undefined for a path with a set or a confederation. */
export function readAsPath(text: string): number[] | undefined {
  if (text === "") return [];
  const path = text.split(" ").map(Number);
  return path.every((asn) => Number.isInteger(asn)) ? path : undefined;
}

/** FRR writes 0.0.0.0 as the next hop, and `(unspec)` as the peer, of a network that the speaker announces itself. */
function ownAsUndefined(address: string | undefined): string | undefined {
  return address === "0.0.0.0" || address === "(unspec)" ? undefined : address;
}

function readRoute(prefix: string, value: unknown): BgpRoute | undefined {
  const route: JsonRecord | undefined = asRecord(value);
  const asPath = readAsPath(asText(route?.path) ?? "?");
  if (!route || !asPath) return undefined;
  const nextHop = asList(route.nexthops)
    ?.map(asRecord)
    .find((hop) => hop?.used === true);
  return {
    prefix,
    valid: route.valid === true,
    best: route.bestpath === true,
    asPath,
    nextHop: ownAsUndefined(asText(nextHop?.ip)),
    peer: ownAsUndefined(asText(route.peerId)),
  };
}

/** Reads `vtysh -c 'show ip bgp json'` of FRR 8.4. Without BGP it prints a warning: that is unread. */
export function parseBgpRoutes(text: string): Reading<BgpRoutesFacts> {
  const { record: table, unread } = readRecord(text);
  const warning = asText(table?.warning);
  if (warning !== undefined) unread.push(unreadLine(1, warning));
  const facts: BgpRoutesFacts = { routerId: asText(table?.routerId), asn: asCount(table?.localAS), routes: [] };
  for (const [prefix, paths] of Object.entries(asRecord(table?.routes) ?? {})) {
    for (const path of asList(paths) ?? [undefined]) {
      const route = readRoute(prefix, path);
      if (route) facts.routes.push(route);
      else unread.push(unreadLine(1, `routes["${prefix}"]`));
    }
  }
  return { facts, unread };
}
