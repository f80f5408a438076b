import { setMaxListeners } from "node:events";
import type { AgentInput, AgentState } from "../failover/index.ts";
import type { Clock, Runner } from "../system/index.ts";
import type { AgentConfig } from "./config.ts";
import { FOLLOW_FLOWS, parseFlow } from "./conntrack.ts";
import { type Frr, watchFrr } from "./frr.ts";
import { forwarding, interfaces } from "./host.ts";
import { followLines } from "./lines.ts";
import { isReply, pingForever } from "./ping.ts";
import type { WireGuardControl } from "./wireguard.ts";

const PEER_PING_MS = 100;
const SITE_PING_MS = 200;
/** An echo process each: enough to know whether the tunnels work, however many sites there are. */
const PINGED_SITES = 16;
const VITALS_MS = 200;
const ROUTES_MS = 1000;
const BFD_MS = 250;
const SESSIONS_MS = 1000;
/** While handshakes are awaited. */
const SESSIONS_SOON_MS = 100;

export interface SensesDeps {
  config: AgentConfig;
  runner: Runner;
  clock: Clock;
  wireguard: WireGuardControl;
  signal: AbortSignal;
  state(): AgentState;
  give(input: AgentInput): void;
}

export interface Senses {
  roleChanged(): void;
  /** How many of each site's announcements the routing policy refused. */
  refusedPrefixes(): Promise<ReadonlyMap<string, number>>;
}

/** Starts everything through which the agent learns of the world, until `signal` is aborted. */
export function startSenses(deps: SensesDeps): Senses {
  const { config, signal, give } = deps;
  const peerPing = pingForever(config.peer.linkAddress, PEER_PING_MS);
  void followLines(deps, peerPing, signal, (line) => isReply(line) && give({ kind: "answer" }));
  void followLines(deps, FOLLOW_FLOWS, signal, (line) => {
    const packet = parseFlow(line, config);
    if (packet) give({ kind: "packet", ...packet });
  });
  const frr = watchVitals(deps, watchSessions(deps));
  return { roleChanged: sitePings(deps), refusedPrefixes: frr.refused };
}

/** Calls `work` for ever, `pauseMs()` after it ended. */
async function repeat({ clock, signal }: SensesDeps, pauseMs: () => number, work: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await work();
    await clock.sleep(pauseMs(), signal).catch(() => undefined);
  }
}

/** Reads the sessions, more often while handshakes are awaited; returns what says which keys the interfaces have. */
function watchSessions(deps: SensesDeps): () => string {
  let keys = "";
  let readAt = Number.NEGATIVE_INFINITY;
  void repeat(
    deps,
    () => SESSIONS_SOON_MS,
    async () => {
      const dialing = Object.values(deps.state().sites).some((site) => site.dialingSince !== undefined);
      const now = deps.clock.now();
      if (!dialing && now - readAt < SESSIONS_MS) return;
      readAt = now;
      const reading = await deps.wireguard.read();
      keys = reading.keys ?? keys;
      deps.give({ kind: "sites", samples: reading.samples });
    },
  );
  return () => keys;
}

function watchVitals(deps: SensesDeps, keys: () => string): Frr {
  const { config, clock, signal, give } = deps;
  const { linkAddress } = config.peer;
  let bgp = { ibgp: false, routes: "" };
  const look = async () => {
    const present = await interfaces();
    const missing = config.sites.map((site) => site.interface).filter((name) => !present.has(name));
    const vitals = { missing, daemons: frr.dead(), forwarding: await forwarding(), keys: keys(), ...bgp };
    give({ kind: "vitals", vitals });
  };
  const frr = watchFrr(config.frrDirectory, clock, signal, () => void look());
  const askBgp = async () => {
    bgp = { ibgp: await frr.established(linkAddress), routes: await frr.routes() };
  };
  const askBfd = async () => {
    const up = await frr.bfd(linkAddress);
    if (up !== undefined) give({ kind: "bfd", up });
  };
  void repeat(deps, () => VITALS_MS, look);
  void repeat(deps, () => ROUTES_MS, askBgp);
  void repeat(deps, () => BFD_MS, askBfd);
  return frr;
}

/**
 * An active hub asks its sites inside their tunnels; a standby is silent. From the moment of the promotion on: a site that a last
 * packet of the other hub drew back there follows the next packet from here.
 */
function sitePings(deps: SensesDeps): () => void {
  const { config, signal, give, state } = deps;
  let running: AbortController | undefined;
  const follow = () => {
    const active = state().role === "active" && !signal.aborted;
    if (active === (running !== undefined)) return;
    running?.abort();
    running = active ? new AbortController() : undefined;
    if (!running) return;
    setMaxListeners(PINGED_SITES + 1, running.signal);
    for (const { name, transitAddress } of config.sites.slice(0, PINGED_SITES)) {
      const ping = pingForever(transitAddress, SITE_PING_MS);
      void followLines(
        deps,
        ping,
        running.signal,
        (line) => isReply(line) && give({ kind: "site-answer", site: name }),
      );
    }
  };
  signal.addEventListener("abort", follow, { once: true });
  follow();
  return follow;
}
