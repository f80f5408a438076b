import type { BgpSummaryFacts, WgFacts } from "../observe/index.ts";
import type { HubPlan } from "../plan/index.ts";
import { check, onSeen } from "./check.ts";
import { REJECT_AFTER_MS } from "./handshake.ts";
import type { Check, NetworkFacts, SessionFacts, TunnelFacts, WanFacts } from "./types.ts";
import { span } from "./words.ts";

/** What should be at a hub by its plan, beside what is. */
export function networkFacts(hub: HubPlan, wireguard: WgFacts, bgp: BgpSummaryFacts): NetworkFacts {
  const tunnels = hub.tunnels.map((tunnel): TunnelFacts => {
    const peers = wireguard.interfaces.find(({ name }) => name === tunnel.interface)?.peers ?? [];
    const seconds = peers[0]?.latestHandshake;
    const handshakeAt = seconds === undefined ? undefined : seconds * 1000;
    return { site: tunnel.site, interface: tunnel.interface, there: peers.length > 0, handshakeAt };
  });
  const neighbors = hub.tunnels.map(({ site, peerAddress }) => ({ to: site, peerAddress }));
  if (hub.link) neighbors.push({ to: hub.link.peer, peerAddress: hub.link.peerAddress });
  const sessions = neighbors.map(({ to, peerAddress }): SessionFacts => {
    const peer = bgp.peers.find(({ address }) => address === peerAddress);
    const { state = "missing", established = false, uptimeMs, prefixesReceived = 0 } = peer ?? {};
    return { to, state, established, uptimeMs, prefixesReceived };
  });
  return { hub: hub.name, tunnels, sessions };
}

/** Tunnels and sessions of the hub that holds the address. */
export function checkNetwork({ network, now }: WanFacts): Check[] {
  return [
    ...onSeen("tunnel", network, ({ hub, tunnels }) =>
      some(
        "tunnel",
        tunnels.map((tunnel) => checkTunnel(hub, tunnel, now)),
      ),
    ),
    ...onSeen("session", network, ({ hub, sessions }) =>
      some(
        "session",
        sessions.map((session) => checkSession(hub, session)),
      ),
    ),
  ];
}

function some(section: "tunnel" | "session", checks: Check[]): Check[] {
  return checks.length > 0 ? checks : [check(section, "", "attention", "there is none", { do: "deploy" })];
}

function checkTunnel(hub: string, { site, interface: name, there, handshakeAt }: TunnelFacts, now: number): Check {
  const advice = { do: "look-at-tunnel", hub, interface: name } as const;
  if (!there) return check("tunnel", site, "attention", `${name} has no peer`, advice);
  if (handshakeAt === undefined) return check("tunnel", site, "attention", `${name}: no handshake yet`, advice);
  const age = now - handshakeAt;
  const text = `${name}: handshake ${span(age)} ago`;
  return age <= REJECT_AFTER_MS ? check("tunnel", site, "ok", text) : check("tunnel", site, "attention", text, advice);
}

function checkSession(hub: string, { to, state, established, uptimeMs, prefixesReceived }: SessionFacts): Check {
  if (!established) return check("session", to, "attention", state, { do: "look-at-session", hub });
  const up = uptimeMs === undefined ? "" : ` for ${span(uptimeMs)}`;
  return check(
    "session",
    to,
    "ok",
    `${state}${up}, ${prefixesReceived} ${prefixesReceived === 1 ? "prefix" : "prefixes"}`,
  );
}
