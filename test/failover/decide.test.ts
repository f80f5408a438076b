import { describe, expect, it } from "vitest";
import { decide, type HubState, type Intent, type LiveState, type Policy } from "../../src/failover/index.ts";
import { live, NOW, PRIMARY, policy, STANDBY } from "./states.ts";

type Row = [name: string, intent: Intent, state: LiveState, outcome: string, policy?: Partial<Policy>];

const minutesAgo = (...minutes: number[]) => minutes.map((m) => NOW - m * 60_000);
const stopped = { state: "stopped", healthy: undefined } as const;
const impaired = { healthy: false } as const;
const busy = minutesAgo(4, 3, 2, 1);

function outcomeOf(intent: Intent, state: LiveState, changes: Partial<Policy> = {}): string {
  const decision = decide(intent, state, { ...policy, ...changes }, NOW);
  return [decision.action, ...(decision.action === "move" ? [decision.toName] : []), decision.reason.code].join(" ");
}

const rows: Row[] = [
  ["the primary stops", "failover", live(PRIMARY, { state: "stopping" }), "move DC1-SP2 holder-not-running"],
  ["the primary is stopped", "failover", live(PRIMARY, stopped), "move DC1-SP2 holder-not-running"],
  [
    "the primary is gone for good",
    "failover",
    live(PRIMARY, { state: "terminated" }),
    "move DC1-SP2 holder-not-running",
  ],
  ["the primary runs but is impaired", "failover", live(PRIMARY, impaired), "move DC1-SP2 holder-impaired"],
  ["a late event about a primary that is back", "failover", live(PRIMARY), "none holder-works"],
  ["the primary has no check results yet", "failover", live(PRIMARY, { healthy: undefined }), "none holder-works"],
  [
    "the primary is not ready, but running and healthy",
    "failover",
    live(PRIMARY, { ready: false }),
    "none holder-works",
  ],
  ["the standby has it already", "failover", live(STANDBY, stopped), "none already-there"],
  ["the standby has it and the primary is back", "failover", live(STANDBY), "none already-there"],
  [
    "the standby has it and stops, the primary runs",
    "failover",
    live(STANDBY, {}, stopped),
    "move DC1-SP1 holder-not-running",
  ],

  ["the primary is back", "failback", live(STANDBY), "move DC1-SP1 failback"],
  [
    "the primary is back, its checks have no result yet",
    "failback",
    live(STANDBY, { healthy: undefined }),
    "move DC1-SP1 failback",
  ],
  ["on-running ignores readiness", "failback", live(STANDBY, { ready: false }), "move DC1-SP1 failback"],
  ["the primary has it already", "failback", live(PRIMARY), "none already-there"],
  ["the primary has it already and is impaired", "failback", live(PRIMARY, impaired), "none already-there"],
  ["the primary still boots", "failback", live(STANDBY, { state: "pending" }), "none primary-not-running"],
  ["the primary stopped again", "failback", live(STANDBY, stopped), "none primary-not-running"],
  ["the primary is back but impaired", "failback", live(STANDBY, impaired), "none primary-impaired"],
  ["the primary is in maintenance", "failback", live(STANDBY, { maintenance: true }), "none primary-in-maintenance"],
  [
    "when-ready: proved",
    "failback",
    live(STANDBY, { ready: true }),
    "move DC1-SP1 failback",
    { failback: "when-ready" },
  ],
  [
    "when-ready: not proved",
    "failback",
    live(STANDBY, { ready: false }),
    "none primary-not-ready",
    { failback: "when-ready" },
  ],
  ["when-ready: nobody reports", "failback", live(STANDBY), "none primary-not-ready", { failback: "when-ready" }],
  [
    "when-ready: proved for long enough",
    "failback",
    live(STANDBY, { ready: true, readySince: NOW - 3_000 }),
    "move DC1-SP1 failback",
    { failback: "when-ready", holdDownMs: 3_000 },
  ],
  [
    "when-ready: proved just now",
    "failback",
    live(STANDBY, { ready: true, readySince: NOW - 2_999 }),
    "none primary-held-down",
    { failback: "when-ready", holdDownMs: 3_000 },
  ],
  [
    "when-ready: proved, nobody says since when",
    "failback",
    live(STANDBY, { ready: true }),
    "none primary-held-down",
    { failback: "when-ready", holdDownMs: 3_000 },
  ],
  [
    "when-ready: said before the address moved",
    "failback",
    live(STANDBY, { ready: true, readyAt: NOW - 60_001 }, {}, minutesAgo(1)),
    "none primary-not-ready",
    { failback: "when-ready" },
  ],
  [
    "when-ready: said after the address moved",
    "failback",
    live(STANDBY, { ready: true, readyAt: NOW - 59_999 }, {}, minutesAgo(1)),
    "move DC1-SP1 failback",
    { failback: "when-ready" },
  ],
  [
    "on-running knows no hold-down",
    "failback",
    live(STANDBY, { ready: true, readySince: NOW }),
    "move DC1-SP1 failback",
    { holdDownMs: 3_000 },
  ],
  ["manual", "failback", live(STANDBY, { ready: true }), "none failback-is-manual", { failback: "manual" }],
  [
    "manual, but the standby died",
    "failback",
    live(STANDBY, {}, stopped),
    "move DC1-SP1 holder-not-running",
    { failback: "manual" },
  ],

  ["both hubs are off", "failover", live(PRIMARY, stopped, stopped), "alert no-hub-works"],
  ["the holder is off, the other one impaired", "failover", live(PRIMARY, stopped, impaired), "alert no-hub-works"],
  ["both hubs are impaired", "failover", live(PRIMARY, impaired, impaired), "alert no-hub-works"],
  ["the other hub still boots", "failover", live(PRIMARY, stopped, { state: "pending" }), "alert no-hub-works"],
  ["a stranger holds it", "failover", live("i-0ccc"), "alert foreign-holder"],
  ["a stranger holds it", "failback", live("i-0ccc"), "alert foreign-holder"],

  ["nobody holds it: the primary is preferred", "failover", live(undefined), "move DC1-SP1 address-unheld"],
  ["nobody holds it, the primary is off", "failback", live(undefined, stopped), "move DC1-SP2 address-unheld"],
  [
    "nobody holds it, the primary is in maintenance",
    "failover",
    live(undefined, { maintenance: true }),
    "move DC1-SP2 address-unheld",
  ],
  [
    "nobody holds it, the primary is not ready",
    "failover",
    live(undefined, { ready: false }),
    "move DC1-SP2 address-unheld",
    { failback: "when-ready" },
  ],
  [
    "nobody holds it, the primary is not ready, which does not count on-running",
    "failover",
    live(undefined, { ready: false }),
    "move DC1-SP1 address-unheld",
  ],
  [
    "nobody holds it, both are in maintenance",
    "failover",
    live(undefined, { maintenance: true }, { maintenance: true }),
    "move DC1-SP1 address-unheld",
  ],
  ["nobody holds it and nothing runs", "failover", live(undefined, stopped, stopped), "alert no-hub-works"],

  [
    "a lone survivor in maintenance",
    "failover",
    live(PRIMARY, stopped, { maintenance: true }),
    "move DC1-SP2 holder-not-running",
  ],
  [
    "a lone survivor that is not ready",
    "failover",
    live(PRIMARY, stopped, { ready: false }),
    "move DC1-SP2 holder-not-running",
  ],
  ["a lone survivor after many moves", "failover", live(PRIMARY, stopped, {}, busy), "move DC1-SP2 holder-not-running"],
  ["an impaired holder after many moves", "failover", live(PRIMARY, impaired, {}, busy), "alert too-many-moves"],
  ["a failback after many moves", "failback", live(STANDBY, {}, {}, busy), "alert too-many-moves"],
  ["one move fewer", "failback", live(STANDBY, {}, {}, minutesAgo(3, 2, 1)), "move DC1-SP1 failback"],
  ["many moves, but long ago", "failback", live(STANDBY, {}, {}, minutesAgo(13, 12, 11, 10)), "move DC1-SP1 failback"],
  ["nothing to move after many moves", "failover", live(PRIMARY, {}, {}, busy), "none holder-works"],
];

describe("decide", () => {
  it.each(rows)("%s (%s)", (_name, intent, state, outcome, changes) => {
    expect(outcomeOf(intent, state, changes)).toBe(outcome);
  });

  it("does not depend on the hubs' order", () => {
    for (const [, intent, state, outcome, changes] of rows) {
      const [primary, standby] = state.hubs;
      expect(outcomeOf(intent, { ...state, hubs: [standby, primary] as [HubState, HubState] }, changes)).toBe(outcome);
    }
  });

  it("gives its reason in one sentence that names the hub", () => {
    const { reason } = decide("failover", live(PRIMARY, { state: "stopping" }), policy, NOW);
    expect(reason.text).toBe("DC1-SP1 is stopping; DC1-SP2 is running.");
    for (const [, intent, state, , changes] of rows) {
      const { text } = decide(intent, state, { ...policy, ...changes }, NOW).reason;
      expect(text).toMatch(/^[^.]+\.$/);
    }
  });
});
