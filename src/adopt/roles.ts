import { hubshiftError } from "../errors/index.ts";
import { bareAddress, contains, networkOf } from "../spec/index.ts";
import type { HostFacts, TunnelFacts } from "./types.ts";
import { isIpv4, numberOf, readPrefix } from "./values.ts";

/** The hosts by what they are in a hub-and-spoke WAN. */
export interface Roles {
  /** The primary, or the only hub that was given, whichever it is. */
  primary: HostFacts;
  /** Undefined where only one hub was given. */
  standby: HostFacts | undefined;
  /** The other hub may be known by name alone. */
  names: { primary: string; standby: string | undefined };
  /** The primary's and the standby's end of the tunnel between them, as far as they were given. */
  link: readonly [TunnelFacts, TunnelFacts | undefined] | undefined;
  sites: readonly HostFacts[];
}

/** A tunnel's IPv4 address with its prefix length. */
export function addressOf(tunnel: TunnelFacts | undefined): string | undefined {
  return tunnel?.addresses.find((address) => readPrefix(address) !== undefined);
}

const addressesOf = (host: HostFacts): string[] => host.tunnels.flatMap((tunnel) => addressOf(tunnel) ?? []);

/** Hosts that have a tunnel address with another in common: two hubs behind one address. */
function twins(hosts: readonly HostFacts[]): Set<HostFacts> {
  const owners = new Map<string, Set<HostFacts>>();
  for (const host of hosts)
    for (const address of addressesOf(host)) owners.set(address, (owners.get(address) ?? new Set()).add(host));
  return new Set([...owners.values()].filter((several) => several.size > 1).flatMap((several) => [...several]));
}

/** A hub has several peers, or waits for one to call. */
function looksLikeHub({ tunnels }: HostFacts): boolean {
  const peers = tunnels.flatMap((tunnel) =>
    tunnel.peers.map(({ endpoint }) => ({ endpoint, port: tunnel.listenPort })),
  );
  return peers.length > 1 || peers.some(({ endpoint, port }) => endpoint === undefined && port !== undefined);
}

function findLink(a: HostFacts, b: HostFacts): [TunnelFacts, TunnelFacts] | undefined {
  for (const mine of a.tunnels) {
    for (const theirs of b.tunnels) {
      const [own, other] = [addressOf(mine), addressOf(theirs)];
      if (!own || !other || bareAddress(own) === bareAddress(other)) continue;
      if (contains(networkOf(own), networkOf(bareAddress(other)))) return [mine, theirs];
    }
  }
  return undefined;
}

function routerIdOf({ frr }: HostFacts): number {
  const id = frr?.bgp?.routerId;
  return id !== undefined && isIpv4(id) ? numberOf(id) : Number.POSITIVE_INFINITY;
}

/** The primary has the lower end of the hub link, else the lower router ID, else the name that comes first. */
function isPrimary(host: HostFacts, other: HostFacts, link: readonly [TunnelFacts, TunnelFacts] | undefined): boolean {
  const [own, others] = [addressOf(link?.[0]), addressOf(link?.[1])];
  if (own && others) return numberOf(own) < numberOf(others);
  const [mine, theirs] = [routerIdOf(host), routerIdOf(other)];
  return mine === theirs ? host.name < other.name : mine < theirs;
}

/** The tunnel to a hub that was not given: inside it is an iBGP neighbor, which no site is. */
function halfLink({ tunnels, frr }: HostFacts): { end: TunnelFacts; neighbor: string } | undefined {
  const { asn: ours, neighbors = [] } = frr?.bgp ?? {};
  const internal = neighbors.filter(({ address, asn }) => asn === ours && isIpv4(address));
  for (const end of tunnels) {
    const own = addressOf(end);
    const found = internal.find(({ address }) => own && contains(networkOf(own), networkOf(address)));
    if (found) return { end, neighbor: found.address };
  }
  return undefined;
}

function lonelyHub(hub: HostFacts, sites: readonly HostFacts[]): Roles {
  const half = halfLink(hub);
  const other = half?.end.peers[0]?.label;
  const isStandby = half && other !== undefined && numberOf(half.neighbor) < numberOf(addressOf(half.end) ?? "");
  const names = isStandby ? { primary: other, standby: hub.name } : { primary: hub.name, standby: other };
  return { primary: hub, standby: undefined, names, link: half && [half.end, undefined], sites };
}

/** Tells hubs from sites. Throws HubshiftError `adopt-no-hub` and `adopt-many-hubs`. */
export function findRoles(hosts: readonly HostFacts[]): Roles {
  const sharing = twins(hosts);
  const hubs = hosts.filter((host) => sharing.has(host) || looksLikeHub(host));
  const [first, second] = hubs;
  if (!first) throw hubshiftError("adopt-no-hub", undefined);
  if (hubs.length > 2) throw hubshiftError("adopt-many-hubs", { hosts: hubs.map(({ name }) => name) });
  const sites = hosts.filter((host) => !hubs.includes(host));
  if (!second) return lonelyHub(first, sites);
  const found = findLink(first, second);
  const inOrder = isPrimary(first, second, found);
  const [primary, standby] = inOrder ? [first, second] : [second, first];
  const link = found && (inOrder ? found : ([found[1], found[0]] as const));
  return { primary, standby, names: { primary: primary.name, standby: standby.name }, link, sites };
}
