import { createHash } from "node:crypto";
import { join } from "node:path";
import { parseBgpSummary, parsePrefixLists } from "../observe/index.ts";
import type { Clock } from "../system/index.ts";
import { openVty, type Vty } from "./vty.ts";

const RECONNECT_MS = 100;
/** The rendered policy's name for what comes from a site. */
const FROM = "FROM-";
const DAEMONS = ["zebra", "bgpd", "bfdd"] as const;
/** BFD is a second opinion; without the others there are no routes. */
const NEEDED = ["zebra", "bgpd"] as const;
type Daemon = (typeof DAEMONS)[number];

/** The FRR daemons of this hub, each watched over a connection of its own: a daemon that dies is known at once. */
export interface Frr {
  /** Those of zebra and bgpd that do not answer. */
  dead(): string[];
  /** Whether BGP is established with `neighbor`; false when bgpd does not answer. */
  established(neighbor: string): Promise<boolean>;
  /** SHA-256 over the prefixes that BGP has installed; empty when it is not known. */
  routes(): Promise<string>;
  /** How many of each site's announcements the policy refused since bgpd started; no entries when it is not known. */
  refused(): Promise<Map<string, number>>;
  /** BFD's opinion of `peer`; undefined when there is no such session. */
  bfd(peer: string): Promise<boolean | undefined>;
}

/** Watches the daemons below `directory` until `signal` is aborted. `onChange` is called when one comes or goes. */
export function watchFrr(directory: string, clock: Clock, signal: AbortSignal, onChange: () => void): Frr {
  const open = new Map<Daemon, Vty>();

  async function follow(daemon: Daemon): Promise<void> {
    while (!signal.aborted) {
      const vty = await openVty(join(directory, `${daemon}.vty`)).catch(() => undefined);
      if (vty) {
        open.set(daemon, vty);
        onChange();
        const close = () => vty.close();
        signal.addEventListener("abort", close, { once: true });
        await vty.closed;
        signal.removeEventListener("abort", close);
        open.delete(daemon);
        onChange();
      }
      await clock.sleep(RECONNECT_MS, signal).catch(() => undefined);
    }
  }

  /** The daemon's answer; empty when it does not answer. */
  const ask = async (daemon: Daemon, command: string): Promise<string> =>
    (await open
      .get(daemon)
      ?.command(command)
      .catch(() => "")) ?? "";

  for (const daemon of DAEMONS) void follow(daemon);
  return {
    dead: () => NEEDED.filter((daemon) => !open.has(daemon)),
    async established(neighbor) {
      const { peers } = parseBgpSummary(await ask("bgpd", "show ip bgp summary json")).facts;
      return peers.some((peer) => peer.address === neighbor && peer.established);
    },
    routes: async () => hashOfRoutes(parse(await ask("zebra", "show ip route bgp json"))),
    async refused() {
      const { lists } = parsePrefixLists(await ask("bgpd", "show ip prefix-list detail json")).facts;
      const incoming = lists.filter(({ name }) => name.startsWith(FROM));
      return new Map(incoming.map(({ name, denied }) => [name.slice(FROM.length), denied]));
    },
    bfd: async (peer) => bfdStatus(parse(await ask("bfdd", "show bfd peers json")), peer),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function hashOfRoutes(table: unknown): string {
  if (typeof table !== "object" || table === null) return "";
  const installed = Object.entries(table as Record<string, { installed?: boolean }[]>)
    .filter(([, routes]) => routes.some((route) => route.installed))
    .map(([prefix]) => prefix);
  return installed.length === 0 ? "" : createHash("sha256").update(installed.sort().join("\n")).digest("hex");
}

function bfdStatus(sessions: unknown, peer: string): boolean | undefined {
  if (!Array.isArray(sessions)) return undefined;
  const session = (sessions as { peer?: string; status?: string }[]).find((candidate) => candidate.peer === peer);
  return session && session.status === "up";
}
