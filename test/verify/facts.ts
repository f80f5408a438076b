import type { Check, Section, Status, WanFacts } from "../../src/verify/index.ts";
import { live, NOW, PRIMARY } from "../failover/states.ts";

const HOUR = 3_600_000;
const HASH = "a".repeat(64);

/** A hot standby of which everything was seen, and all of it is well. */
export function wellFacts(changes: Partial<WanFacts> = {}): WanFacts {
  const ready = { ready: true, readyAt: NOW - 30_000, readySince: NOW - HOUR };
  const sites = ["SITE1-LF1", "SITE2-LF1"];
  return {
    now: NOW,
    publicIp: "203.0.113.10",
    agents: true,
    state: live(PRIMARY, ready, ready),
    lastMove: { seen: undefined },
    stack: { seen: { name: "hubshift-dc1", status: "CREATE_COMPLETE", drift: "NOT_CHECKED" } },
    alarms: { seen: [{ name: "A", state: "OK", since: NOW - HOUR, description: "ill", rings: true }] },
    rules: { seen: [{ name: "R", on: true, state: "ENABLED" }] },
    functions: { seen: [{ name: "F", on: true, state: "Active" }] },
    deadLetters: { seen: 0 },
    network: {
      seen: {
        hub: "DC1-SP1",
        tunnels: sites.map((site, n) => ({ site, interface: `wg${n}`, there: true, handshakeAt: NOW - 60_000 })),
        sessions: sites.map((to) => ({
          to,
          state: "Established",
          established: true,
          uptimeMs: HOUR,
          prefixesReceived: 2,
        })),
      },
    },
    plans: { file: { seen: HASH }, deployed: { seen: HASH }, machines: [{ hub: "DC1-SP1", hash: { seen: HASH } }] },
    ...changes,
  };
}

/** The checks of one section; throws when there is none. */
export function of({ checks }: Status, section: Section): [Check, ...Check[]] {
  const [first, ...others] = checks.filter((check) => check.section === section);
  if (!first) throw new Error(`no check of ${section}`);
  return [first, ...others];
}
