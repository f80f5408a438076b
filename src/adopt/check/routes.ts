import { issueIn, placeOf } from "../places.ts";
import { addressOf } from "../roles.ts";
import type { BgpFacts, FileIssue, FrrFacts, HostFacts, TunnelFacts } from "../types.ts";
import { isIpv4, readNetwork } from "../values.ts";
import { addressIn, endsByAddress, holder, holds } from "./links.ts";

const NEIGHBOR_FILTERS = ["route-map", "prefix-list", "distribute-list", "filter-list"];

/** Neighbors of which a policy decides what comes and goes, by themselves or by their group: then nothing is known of it here. */
function filteredNeighbors({ statements }: FrrFacts): Set<string> {
  const about = statements.filter(({ words }) => words[0] === "neighbor").map(({ words }) => words.slice(1));
  const named = about.flatMap(([name = "", what = ""]) => (NEIGHBOR_FILTERS.includes(what) ? [name] : []));
  const filtered = new Set(named);
  for (const [name = "", what, group = ""] of about)
    if (what === "peer-group" && filtered.has(group)) filtered.add(name);
  return filtered;
}

/** A neighbor by eBGP, without a policy in between, by the address that the host knows it by. */
interface NextHost {
  address: string;
  host: HostFacts;
}

type Graph = ReadonlyMap<HostFacts, readonly NextHost[]>;

function graphOf(hosts: readonly HostFacts[]): Graph {
  const owners = endsByAddress(hosts);
  const filters = new Map(hosts.map(({ name, frr }) => [name, frr ? filteredNeighbors(frr) : new Set<string>()]));
  const isFiltered = (host: HostFacts, address: string | undefined) => filters.get(host.name)?.has(address ?? "");
  const next = (host: HostFacts): NextHost[] =>
    (host.frr?.bgp?.neighbors ?? [])
      .filter(({ address }) => !isFiltered(host, address))
      .flatMap(({ address }) => (owners.get(address) ?? []).map((end) => ({ address, host: end.host })))
      .filter(({ host: other }) => other.frr?.bgp && other.frr.bgp.asn !== host.frr?.bgp?.asn)
      .filter(({ host: other }) => !host.tunnels.some((tunnel) => isFiltered(other, addressIn(tunnel))));
  return new Map(hosts.map((host) => [host, next(host)]));
}

/** Who announces something that comes from `first` by eBGP to a host in AS `asn`. An AS takes no route that it is on already. */
function behind(first: HostFacts, asn: number, graph: Graph): Set<HostFacts> {
  const seen = new Set<HostFacts>();
  const waiting = [first];
  for (let host = waiting.pop(); host; host = waiting.pop()) {
    if (seen.has(host) || host.frr?.bgp?.asn === asn) continue;
    seen.add(host);
    waiting.push(...(graph.get(host) ?? []).map((next) => next.host));
  }
  return seen;
}

/** How many prefixes a sentence names. */
const NAMED = 3;

interface Routed {
  prefixes: readonly string[];
  /** Whose doing that is: a subject and a verb. */
  by: string;
}

/** What of it WireGuard does not carry in the tunnel. */
function missed(tunnel: TunnelFacts, routed: readonly Routed[]): FileIssue[] {
  const isCarried = holder(tunnel.peers.flatMap((peer) => peer.allowedIps));
  const at = placeOf(tunnel.peers[0]?.places ?? tunnel.places, "AllowedIPs");
  return routed.flatMap(({ prefixes, by }) => {
    const missing = prefixes.filter((prefix) => !isCarried(prefix));
    if (missing.length === 0) return [];
    const more = missing.length > NAMED ? ` and ${missing.length - NAMED} more` : "";
    const params = { prefixes: `${missing.slice(0, NAMED).join(", ")}${more}`, by, interface: tunnel.interface };
    return [issueIn(tunnel.file, "[Peer] AllowedIPs", at, "allowed-ips-miss", params)];
  });
}

/** The tunnel that a gateway or a neighbor is reached by. */
function tunnelTo({ tunnels }: HostFacts, address: string): TunnelFacts | undefined {
  return tunnels.find((tunnel) => {
    const own = addressOf(tunnel);
    return own !== undefined && holds([own, ...tunnel.peers.flatMap((peer) => peer.allowedIps)], address);
  });
}

function staticRoutes(host: HostFacts): FileIssue[] {
  const routes = (host.frr?.statements ?? []).filter(({ within, words }) => within.length === 0 && isRoute(words));
  return routes.flatMap(({ words: [, , network = "", target = ""], line }) => {
    const tunnel = isIpv4(target)
      ? tunnelTo(host, target)
      : host.tunnels.find(({ interface: name }) => name === target);
    const prefix = readNetwork(network);
    return tunnel && prefix
      ? missed(tunnel, [{ prefixes: [prefix], by: `line ${line} of ${host.frr?.file} routes` }])
      : [];
  });
}

const isRoute = ([ip, route]: readonly string[]): boolean => ip === "ip" && route === "route";

/** The hosts whose announcements reach `host`, by the tunnel that they come in by. Both hubs behind one address lead to the same ones. */
function sourcesOf(host: HostFacts, { asn }: BgpFacts, graph: Graph): Map<TunnelFacts, Set<HostFacts>> {
  const sources = new Map<TunnelFacts, Set<HostFacts>>();
  for (const { address, host: next } of graph.get(host) ?? []) {
    const tunnel = tunnelTo(host, address);
    if (tunnel) sources.set(tunnel, new Set([...(sources.get(tunnel) ?? []), ...behind(next, asn, graph)]));
  }
  return sources;
}

/** Tunnels by which a host learns, or has, routes to what WireGuard will not carry there. */
export function missedRoutes(hosts: readonly HostFacts[]): FileIssue[] {
  const graph = graphOf(hosts);
  return hosts.flatMap((host) => {
    const { bgp } = host.frr ?? {};
    if (!bgp) return staticRoutes(host);
    const announcedBy = ({ name, frr }: HostFacts): Routed => ({
      prefixes: (frr?.bgp?.networks ?? []).filter((prefix) => !bgp.networks.includes(prefix)),
      by: `${name} announces`,
    });
    const learned = [...sourcesOf(host, bgp, graph)].flatMap(([tunnel, sources]) =>
      missed(tunnel, [...sources].map(announcedBy)),
    );
    return [...learned, ...staticRoutes(host)];
  });
}
