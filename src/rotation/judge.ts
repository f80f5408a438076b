import { hubshiftError } from "../errors/index.ts";
import type { End, EndState, Subject, TunnelState, TunnelSwitch } from "./types.ts";

/** WireGuard's REJECT_AFTER_TIME: a session that is older carries nothing. */
const SESSION_SECONDS = 180;
/** A rotation touches its staged key at least this often; one that was not touched for so long has been broken off. */
const ABANDONED_SECONDS = 120;

/** The ends whose own key changes. */
function ownEnds(subject: Subject, { site, hubs }: TunnelState): readonly EndState[] {
  return subject.kind === "site" ? [site] : hubs;
}

/**
 * The staged key that a rotation which was broken off left behind; undefined when there is none. Throws `rotation-running` when it may
 * still run, `rotation-unfinished` when it was about somebody else's key, and `rotation-keys-differ` when it left different ones.
 */
export function stagedKey(subject: Subject, tunnels: readonly TunnelState[]): string | undefined {
  const keys = new Set<string>();
  for (const tunnel of tunnels) {
    const own = ownEnds(subject, tunnel);
    for (const end of [tunnel.site, ...tunnel.hubs]) {
      if (!end.staged) continue;
      const { key, ageSeconds: seconds } = end.staged;
      if (seconds < ABANDONED_SECONDS)
        throw hubshiftError("rotation-running", { host: end.host, seconds }, { exitCode: 1 });
      if (!own.includes(end)) throw unfinished(subject, end);
      keys.add(key);
      if (keys.size > 1) throw differing(end);
    }
  }
  return [...keys][0];
}

function unfinished(subject: Subject, { host }: End): Error {
  const other = subject.kind === "site" ? "hubs" : host;
  return hubshiftError("rotation-unfinished", { host, other }, { exitCode: 1 });
}

function differing({ host, interface: device }: End): Error {
  return hubshiftError("rotation-keys-differ", { host, interface: device }, { exitCode: 1 });
}

/**
 * Plans the switch of one tunnel to the key `next`. The tunnel must be whole: every end uses the keys that its file has and that the other
 * ends expect, and the site has a session with a hub. With `resumed` an end may have the new key already. Throws `rotation-own-key`,
 * `rotation-preshared`, `rotation-keys-differ`, `rotation-no-session`.
 */
export function planSwitch(subject: Subject, tunnel: TunnelState, next: string, resumed: boolean): TunnelSwitch {
  const { site, hubs } = tunnel;
  const hub = servingHub(tunnel, resumed);
  const owner = subject.kind === "site" ? site : hub;
  const old = writtenKey(ownEnds(subject, tunnel), next);
  checkKeys(subject, tunnel, resumed ? [old, next] : [old]);
  const standby = endOf(hub === hubs[0] ? hubs[1] : hubs[0]);
  return {
    site: site.host,
    hub: hub.host,
    owner: endOf(owner),
    ...(subject.kind === "site"
      ? { prover: endOf(hub), follower: { end: standby, takes: "peer" } }
      : { prover: endOf(site), follower: { end: standby, takes: "own" } }),
    old,
    next,
    proved: [site, ...hubs].some(({ written }) => written.own === next || written.peer === next),
  };
}

/** The key in the owners' files. A rotation that was broken off may have written `next` into one of two. */
function writtenKey(own: readonly EndState[], next: string): string {
  let old = next;
  for (const { host, written } of own) {
    if (written.own === undefined) throw hubshiftError("rotation-own-key", { host });
    if (written.own !== next) old = written.own;
  }
  return old;
}

const endOf = ({ host, interface: device }: EndState): End => ({ host, interface: device });

/** Every end has the keys that it should have: of the rotated pair one of `allowed`, of the other one the same everywhere. */
function checkKeys(subject: Subject, { site, hubs }: TunnelState, allowed: readonly string[]): void {
  const unchanged = (end: EndState) => (end.written.own === undefined ? [] : [end.written.own]);
  const siteKeys = subject.kind === "site" ? allowed : unchanged(site);
  const hubKeys = subject.kind === "hubs" ? allowed : unchanged(hubs[0]);
  for (const end of [site, ...hubs]) {
    if (end.peers.some(({ preshared }) => preshared))
      throw hubshiftError("rotation-preshared", { host: end.host, interface: end.interface });
    const [own, peer] = end === site ? [siteKeys, hubKeys] : [hubKeys, siteKeys];
    const right = has(own, end.own, end.written.own) && has(peer, end.peers[0]?.key, end.written.peer);
    if (!right || end.peers.length !== 1) throw differing(end);
  }
}

const has = (allowed: readonly string[], ...keys: (string | undefined)[]): boolean =>
  keys.every((key) => key !== undefined && allowed.includes(key));

/** The hub whose handshake with the site is the youngest. A tunnel that was left in the middle of its switch may have none any more. */
function servingHub({ site, hubs }: TunnelState, resumed: boolean): EndState {
  const age = ({ peers }: EndState) => peers[0]?.handshakeSeconds ?? Number.POSITIVE_INFINITY;
  const [first] = [...hubs].sort((a, b) => age(a) - age(b));
  if (first && (age(first) < SESSION_SECONDS || resumed)) return first;
  throw hubshiftError("rotation-no-session", { site: site.host }, { exitCode: 1 });
}

/** Whether nothing is left to do in a tunnel: every end has the new key, in use and in its file. */
export function isDone(subject: Subject, { site, hubs }: TunnelState, next: string): boolean {
  const hasOwn = (end: EndState) => end.own === next && end.written.own === next;
  const hasPeer = (end: EndState) => end.peers[0]?.key === next && end.written.peer === next;
  return subject.kind === "site" ? hasOwn(site) && hubs.every(hasPeer) : hubs.every(hasOwn) && hasPeer(site);
}

/** Whether an end has the key in use or in its file: a switch to it has begun. */
export function isUsed(key: string, tunnels: readonly TunnelState[]): boolean {
  const ends = tunnels.flatMap(({ site, hubs }) => [site, ...hubs]);
  return ends.some(
    ({ own, written, peers }) =>
      [own, written.own, written.peer].includes(key) || peers.some((peer) => peer.key === key),
  );
}
