import { KEEPALIVE_MAX } from "../../plan/index.ts";
import { issueIn, placeOf } from "../places.ts";
import type { FileIssue, HostFacts, PeerFacts, TunnelFacts } from "../types.ts";
import { readPrefix } from "../values.ts";
import { type End, endsByAddress, endsOf, holds, type Link } from "./links.ts";

interface Claim {
  tunnel: TunnelFacts;
  peer: PeerFacts;
  prefix: string;
}

const claimsOf = (tunnel: TunnelFacts): Claim[] =>
  tunnel.peers.flatMap((peer) => peer.allowedIps.map((prefix) => ({ tunnel, peer, prefix })));

/**
 * What wg-quick adds a route to: not what the interface's own network holds already, and a default route goes into a table of its own
 * (`add_route` in wg-quick(8)).
 */
function routed(tunnel: TunnelFacts): Claim[] {
  if (tunnel.table === "off") return [];
  const own = tunnel.addresses.filter((address) => readPrefix(address) !== undefined);
  const reached = (prefix: string) => readPrefix(prefix) !== undefined && holds(own, prefix);
  return claimsOf(tunnel).filter(({ prefix }) => !prefix.endsWith("/0") && !reached(prefix));
}

/** Each claim whose key an earlier one has, beside that one. */
function repeated(claims: readonly Claim[], keyOf: (claim: Claim) => string): [Claim, Claim][] {
  const first = new Map<string, Claim>();
  return claims.flatMap((claim): [Claim, Claim][] => {
    const earlier = first.get(keyOf(claim));
    if (!earlier) first.set(keyOf(claim), claim);
    return earlier ? [[claim, earlier]] : [];
  });
}

/** Two tunnels of one host that claim the same prefix in the same routing table. */
export function claimedTwice({ tunnels }: HostFacts): FileIssue[] {
  return repeated(tunnels.flatMap(routed), ({ tunnel, prefix }) => `${tunnel.table ?? "auto"} ${prefix}`)
    .filter(([later, earlier]) => later.tunnel !== earlier.tunnel)
    .map(([{ tunnel, peer, prefix }, { tunnel: other, peer: rival }]) => {
      const { line } = placeOf(rival.places, prefix);
      const params = { prefix, other: other.interface, file: other.file, line };
      return issueIn(tunnel.file, "[Peer] AllowedIPs", placeOf(peer.places, prefix), "prefix-claimed-twice", params);
    });
}

/** Two peers of one interface that own the same prefix: two hubs at once in one tunnel. */
export function ownedTwice({ tunnels }: HostFacts): FileIssue[] {
  return tunnels.flatMap((tunnel) =>
    repeated(claimsOf(tunnel), ({ prefix }) => prefix)
      .filter(([later, earlier]) => later.peer !== earlier.peer)
      .map(([{ peer, prefix }, { peer: rival }]) => {
        const params = { prefix, line: placeOf(rival.places, prefix).line };
        return issueIn(tunnel.file, "[Peer] AllowedIPs", placeOf(peer.places, prefix), "prefix-owned-twice", params);
      }),
  );
}

/** Whether FRR itself opens the session inside the tunnel: its packets make WireGuard call. */
function opensSessions({ frr }: HostFacts, peer: PeerFacts): boolean {
  const { bgp, statements = [] } = frr ?? {};
  const inside = (bgp?.neighbors ?? []).filter(({ address }) => readPrefix(address) && holds(peer.allowedIps, address));
  const passive = new Set(statements.filter(({ words }) => words[2] === "passive").map(({ words }) => words[1]));
  return inside.some(({ address }) => !passive.has(address));
}

/** Two hubs behind one address: each must wait for the sites, since either may be the one that stands by. */
export function loudStandbys(hosts: readonly HostFacts[]): FileIssue[] {
  return [...endsByAddress(hosts)].flatMap(([address, ends]) =>
    ends.flatMap((end) => {
      const other = ends.find(({ host }) => host !== end.host)?.host.name;
      return other === undefined ? [] : end.tunnel.peers.flatMap((peer) => callsOf(end, peer, { address, other }));
    }),
  );
}

function callsOf(end: End, peer: PeerFacts, params: { address: string; other: string }): FileIssue[] {
  const calls = (peer.keepalive ?? 0) > 0 || (peer.endpoint !== undefined && opensSessions(end.host, peer));
  if (!calls) return [];
  const setting = (peer.keepalive ?? 0) > 0 ? "PersistentKeepalive" : "Endpoint";
  return [issueIn(end.tunnel.file, `[Peer] ${setting}`, placeOf(peer.places, setting), "standby-not-silent", params)];
}

const nameOf = ({ host, tunnel }: End): string => `${host.name}'s ${tunnel.interface}`;

/** Ends of one tunnel that do not agree on its MTU, or leave it to chance. Each end is named once. */
export function mtusApart(links: readonly Link[]): FileIssue[] {
  const seen = new Set<TunnelFacts>();
  return links.flatMap(({ tunnel, other }) => {
    const { mtu } = tunnel;
    const others = other.tunnel.mtu;
    if (seen.has(tunnel) || (mtu !== undefined && mtu <= (others ?? mtu))) return [];
    seen.add(tunnel);
    const at = placeOf(tunnel.places, "MTU");
    if (mtu === undefined) return [issueIn(tunnel.file, "[Interface]", at, "mtu-unset", { other: nameOf(other) })];
    const params = { mtu, other: nameOf(other), others: others ?? mtu };
    return [issueIn(tunnel.file, "[Interface] MTU", at, "mtu-differs", params)];
  });
}

/** What is wrong with the PresharedKey as this end has it. What is hidden is some key, and may be the same. */
function presharedMistake({ peer, otherPeer }: Link): "preshared-key-missing" | "preshared-key-differs" | undefined {
  const [own, others] = [peer.presharedDigest, otherPeer.presharedDigest];
  if (peer.presharedKey === "none") return otherPeer.presharedKey === "none" ? undefined : "preshared-key-missing";
  return own !== undefined && others !== undefined && own !== others ? "preshared-key-differs" : undefined;
}

/** Ends of one tunnel that do not have the same PresharedKey. The end without one is named, else the later one; each once. */
export function presharedKeysApart(links: readonly Link[]): FileIssue[] {
  const seen = new Set<PeerFacts>();
  const named = new Set<PeerFacts>();
  return links.flatMap((link) => {
    const { tunnel, peer, other, otherPeer } = link;
    seen.add(peer);
    const code = presharedMistake(link);
    if (!code || named.has(peer) || (code === "preshared-key-differs" && !seen.has(otherPeer))) return [];
    named.add(peer);
    const { line } = placeOf(otherPeer.places, "PresharedKey");
    const params = { other: nameOf(other), file: other.tunnel.file, line };
    const path = code === "preshared-key-missing" ? "[Peer]" : "[Peer] PresharedKey";
    return [issueIn(tunnel.file, path, placeOf(peer.places, "PresharedKey"), code, params)];
  });
}

/** Tunnels that a NAT on the way would forget. One end's keepalives are enough for both. */
export function forgottenByNat(hosts: readonly HostFacts[], links: readonly Link[]): FileIssue[] {
  const kept = ({ keepalive = 0 }: PeerFacts) => keepalive > 0 && keepalive <= KEEPALIVE_MAX;
  const partner = new Map(links.map(({ peer, otherPeer }) => [peer, otherPeer]));
  return endsOf(hosts).flatMap(({ tunnel }) =>
    tunnel.peers.flatMap((peer) => {
      const other = partner.get(peer);
      if (kept(peer) || (other && kept(other))) return [];
      const at = placeOf(peer.places, "PersistentKeepalive", "Endpoint");
      const { keepalive = 0 } = peer;
      if (keepalive > 0) {
        const params = { keepalive, max: KEEPALIVE_MAX };
        return [issueIn(tunnel.file, "[Peer] PersistentKeepalive", at, "keepalive-too-long", params)];
      }
      const callsAlone = peer.endpoint !== undefined && other !== undefined && other.endpoint === undefined;
      return callsAlone ? [issueIn(tunnel.file, "[Peer]", at, "keepalive-missing", undefined)] : [];
    }),
  );
}
