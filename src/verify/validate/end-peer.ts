import type { WgPeer } from "../../observe/index.ts";
import { REJECT_AFTER_MS } from "../handshake.ts";
import type { Seen } from "../types.ts";
import { span } from "../words.ts";
import { bringIn, type TunnelEnd } from "./ends.ts";
import { examine } from "./finding.ts";
import type { Scene } from "./scene.ts";
import type { Finding } from "./types.ts";

/** Whom an end of a tunnel calls, how often, and whether it was answered. */
export function checkPeer(scene: Scene, end: TunnelEnd, peer: Seen<WgPeer>): Finding[] {
  const { keepalive, endpoint } = end;
  return [
    checkKey(scene, end, peer),
    ...(keepalive === undefined ? [] : [checkKeepalive(end, keepalive, peer)]),
    ...(endpoint === undefined ? [] : [checkEndpoint(end, endpoint, peer)]),
    ...(end.active ? [checkHandshake(scene, end, peer)] : []),
  ];
}

/** The key that the other end has is the one to know: one that was swapped is found without a list of keys. */
function checkKey({ host }: Scene, end: TunnelEnd, facts: Seen<WgPeer>): Finding {
  const keys = new Set(
    end.peer.hosts.flatMap((name) => {
      const { wireguard } = host(name);
      const interfaces = "seen" in wireguard ? wireguard.seen.interfaces : [];
      return interfaces.find((one) => one.name === end.peer.interface)?.publicKey ?? [];
    }),
  );
  const [key] = keys;
  const who = end.peer.hosts.join(" and ");
  const unseen = keys.size === 0 ? `the key of ${who} is not known` : `${who} have different keys`;
  return examine({
    id: "underlay.peer-key",
    subject: `${end.host} ${end.interface}`,
    expected: `the key of ${who}${key === undefined ? "" : `, ${key}`}`,
    facts: keys.size === 1 ? facts : { unseen },
    judge: ({ publicKey }) => ({ good: publicKey === key, seen: publicKey }),
    mend: `${bringIn(end, `PublicKey = ${key}`)}, unless the key was swapped at ${who}: handshakes with another key are not answered`,
  });
}

function checkKeepalive(end: TunnelEnd, wanted: number | "off", facts: Seen<WgPeer>): Finding {
  const silent = wanted === "off";
  return examine({
    id: "underlay.keepalive",
    subject: `${end.host} ${end.interface}`,
    expected: silent ? "off" : `every ${wanted} s`,
    facts,
    judge: ({ keepalive }) => ({
      good: (keepalive ?? "off") === wanted,
      seen: keepalive === undefined ? "off" : `every ${keepalive} s`,
    }),
    mend: silent
      ? `${bringIn(end, "no PersistentKeepalive")}: a standby that calls a site draws its tunnel away from the active hub`
      : `${bringIn(end, `PersistentKeepalive = ${wanted}`)}: NAT forgets a tunnel that is idle for longer`,
  });
}

function checkEndpoint(end: TunnelEnd, endpoint: string, facts: Seen<WgPeer>): Finding {
  return examine({
    id: "underlay.endpoint",
    subject: `${end.host} ${end.interface}`,
    expected: endpoint,
    facts,
    judge: (peer) => ({ good: peer.endpoint === endpoint, seen: peer.endpoint ?? "none" }),
    mend: bringIn(end, `Endpoint = ${endpoint}`),
  });
}

function checkHandshake({ collection }: Scene, end: TunnelEnd, facts: Seen<WgPeer>): Finding {
  return examine({
    id: "underlay.handshake",
    subject: `${end.host} ${end.interface}`,
    expected: `at most ${span(REJECT_AFTER_MS)} ago`,
    facts,
    judge({ latestHandshake }) {
      if (latestHandshake === undefined) return { good: false, seen: "never" };
      const age = collection.takenAt - latestHandshake * 1000;
      return { good: age <= REJECT_AFTER_MS, seen: `${span(age)} ago` };
    },
    mend: `see whether UDP reaches both ends (port ${end.listenPort} at ${end.host}): security group, NAT, host firewalls; then compare the keys of both ends`,
  });
}
