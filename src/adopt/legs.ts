import { bareAddress, contains, networkOf } from "../spec/index.ts";
import { addressOf, type Roles } from "./roles.ts";
import type { HostFacts, NeighborFacts, PeerFacts, TunnelFacts } from "./types.ts";
import { readPrefix } from "./values.ts";

/** One site as the hub and, where its files were given, the site itself know it. */
export interface Leg {
  /** From 1, as the tunnel's number in hubshift. */
  number: number;
  name: string;
  hubEnd: TunnelFacts;
  /** How the hub knows the site. */
  peer: PeerFacts;
  host: HostFacts | undefined;
  siteEnd: TunnelFacts | undefined;
  /** The site's transit address. */
  address: string | undefined;
  asn: number | undefined;
  loopback: string | undefined;
  /** The site's own networks. */
  networks: readonly string[];
}

/** The first allowed address that lies in the tunnel's network. */
function transitAddress(hubEnd: TunnelFacts, peer: PeerFacts): string | undefined {
  const own = addressOf(hubEnd);
  const inside = (prefix: string) => own !== undefined && contains(networkOf(own), networkOf(prefix));
  const found = peer.allowedIps.find((prefix) => readPrefix(prefix)?.endsWith("/32") && inside(prefix));
  return found && bareAddress(found);
}

/** What a site may announce: by its own word, else by what the hub lets in. */
function prefixesOf(host: HostFacts | undefined, peer: PeerFacts, address: string | undefined): string[] {
  const announced = host?.frr?.bgp?.networks ?? [];
  if (announced.length > 0) return [...announced];
  return peer.allowedIps.filter((prefix) => readPrefix(prefix) !== undefined && prefix !== `${address}/32`);
}

/** `wg2` is tunnel 3, where every interface has one peer and such a name; else tunnels are numbered in turn. */
function numbers(ends: readonly { hubEnd: TunnelFacts }[]): number[] {
  const named = ends.map(({ hubEnd }) => Number(/^wg(\d{1,5})$/.exec(hubEnd.interface)?.[1] ?? Number.NaN) + 1);
  const usable = new Set(named).size === named.length && named.every((number) => number <= 65535);
  return usable ? named : ends.map((_, index) => index + 1);
}

function nameOf(host: HostFacts | undefined, peer: PeerFacts, neighbor: NeighborFacts | undefined, number: number) {
  const described = neighbor?.description?.match(/^[A-Za-z0-9][A-Za-z0-9-]{0,62}$/)?.[0];
  return host?.name ?? peer.label ?? described ?? `SITE${number}`;
}

/** Every site that the primary hub has a tunnel to, in the order of the tunnels. */
export function findLegs({ primary, link, sites }: Roles): Leg[] {
  const ends = primary.tunnels
    .filter((tunnel) => tunnel !== link?.[0])
    .flatMap((hubEnd) => hubEnd.peers.map((peer) => ({ hubEnd, peer })));
  const numbered = numbers(ends);
  const neighbors = new Map(primary.frr?.bgp?.neighbors.map((neighbor) => [neighbor.address, neighbor]));
  const byKey = new Map(sites.flatMap((host) => host.tunnels.map((tunnel) => [tunnel.publicKey, { host, tunnel }])));
  const byAddress = new Map(
    sites.flatMap((host) =>
      host.tunnels.map((tunnel) => [`${bareAddress(addressOf(tunnel) ?? "")}/32`, { host, tunnel }]),
    ),
  );
  return ends.map(({ hubEnd, peer }, index): Leg => {
    const number = numbered[index] ?? index + 1;
    const found =
      byKey.get(peer.publicKey) ?? peer.allowedIps.map((prefix) => byAddress.get(prefix)).find((site) => site);
    const { host, tunnel: siteEnd } = found ?? { host: undefined, tunnel: undefined };
    const own = addressOf(siteEnd);
    const address = own ? bareAddress(own) : transitAddress(hubEnd, peer);
    const neighbor = neighbors.get(address ?? "");
    const prefixes = prefixesOf(host, peer, address);
    const loopback = prefixes.find((prefix) => prefix.endsWith("/32"));
    const networks = prefixes.filter((prefix) => prefix !== loopback);
    const asn = host?.frr?.bgp?.asn ?? neighbor?.asn;
    const name = nameOf(host, peer, neighbor, number);
    return { number, name, hubEnd, peer, host, siteEnd, address, asn, loopback, networks };
  });
}
