import { bareAddress, contains, type Ipv4Network, networkOf } from "../../spec/index.ts";
import { addressOf } from "../roles.ts";
import type { HostFacts, PeerFacts, TunnelFacts } from "../types.ts";
import { readPrefix } from "../values.ts";

/** One host's end of a tunnel. */
export interface End {
  host: HostFacts;
  tunnel: TunnelFacts;
}

/** A tunnel as one of its ends sees it. Both hubs behind one address are the other end of the same site's tunnel. */
export interface Link extends End {
  peer: PeerFacts;
  other: End;
  /** How the other end knows this one. */
  otherPeer: PeerFacts;
}

/** The end's own IPv4 address without its prefix length. */
export function addressIn(tunnel: TunnelFacts): string | undefined {
  const prefix = addressOf(tunnel);
  return prefix === undefined ? undefined : bareAddress(prefix);
}

export const endsOf = (hosts: readonly HostFacts[]): End[] =>
  hosts.flatMap((host) => host.tunnels.map((tunnel) => ({ host, tunnel })));

/** The ends that have an address: both hubs behind one address have the same ones. */
export function endsByAddress(hosts: readonly HostFacts[]): ReadonlyMap<string, readonly End[]> {
  const ends = new Map<string, End[]>();
  for (const end of endsOf(hosts)) {
    const address = addressIn(end.tunnel);
    if (address !== undefined) ends.set(address, [...(ends.get(address) ?? []), end]);
  }
  return ends;
}

/** Tells whether one of the IPv4 prefixes holds all of an address or prefix. */
export function holder(prefixes: readonly string[]): (wanted: string) => boolean {
  const networks = prefixes.filter((prefix) => readPrefix(prefix) !== undefined).map(networkOf);
  return (wanted) => networks.length > 0 && holdsOne(networks, networkOf(wanted));
}

const holdsOne = (networks: readonly Ipv4Network[], wanted: Ipv4Network): boolean =>
  networks.some((network) => contains(network, wanted));

/** The same for one question. */
export const holds = (prefixes: readonly string[], wanted: string): boolean => holder(prefixes)(wanted);

interface Addressed extends End {
  /** Without prefix length. */
  address: string;
  /** The tunnel's network, and the end's place in it. */
  network: Ipv4Network;
  place: Ipv4Network;
}

function addressed(end: End): Addressed[] {
  const prefix = addressOf(end.tunnel);
  if (prefix === undefined) return [];
  const address = bareAddress(prefix);
  return [{ ...end, address, network: networkOf(prefix), place: networkOf(address) }];
}

/** Whether both may be ends of one tunnel by their addresses alone. A /32 says nothing of the other end. */
function near(end: Addressed, other: Addressed): boolean {
  const alone = end.network.prefix === 32;
  return end.host !== other.host && end.address !== other.address && (alone || contains(end.network, other.place));
}

/** Whether the peer may be that tunnel's end: by its key, and where that is not known, by not being one of its own peers. */
function mayBe({ publicKey }: PeerFacts, tunnel: TunnelFacts): boolean {
  if (tunnel.publicKey !== undefined) return publicKey === tunnel.publicKey;
  return tunnel.peers.every((theirs) => theirs.publicKey !== publicKey);
}

/** The longest of the prefixes that hold the address; -1 where none does. */
function lengthAt(prefixes: readonly string[], address: Ipv4Network): number {
  const networks = prefixes.filter((prefix) => readPrefix(prefix) !== undefined).map(networkOf);
  return Math.max(-1, ...networks.filter((network) => contains(network, address)).map(({ prefix }) => prefix));
}

/** The peer of `end` that is `other`. Of several that hold its address WireGuard takes the one with the longest prefix. */
function peerAt(end: Addressed, other: Addressed): PeerFacts | undefined {
  return end.tunnel.peers
    .filter((peer) => mayBe(peer, other.tunnel))
    .map((peer) => ({ peer, length: lengthAt(peer.allowedIps, other.place) }))
    .filter(({ length }) => length >= 0)
    .sort((a, b) => b.length - a.length)[0]?.peer;
}

/** Every tunnel of which both ends were given, once from each end. */
export function findLinks(hosts: readonly HostFacts[]): Link[] {
  const ends = endsOf(hosts).flatMap(addressed);
  return ends.flatMap((end) =>
    ends
      .filter((other) => near(end, other) && near(other, end))
      .flatMap((other) => {
        const peer = peerAt(end, other);
        const otherPeer = peer && peerAt(other, end);
        return otherPeer ? [{ host: end.host, tunnel: end.tunnel, peer, other, otherPeer }] : [];
      }),
  );
}
