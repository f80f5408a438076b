import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideRequest, type LiveState } from "../../src/failover/index.ts";
import { states } from "./arbitraries.ts";
import { live, NOW, PRIMARY, STANDBY } from "./states.ts";

type Row = [name: string, to: "primary" | "standby", state: LiveState, outcome: string, forced: string];

const stopped = { state: "stopped", healthy: undefined } as const;
const moved = (hub: string) => `move ${hub} requested`;
const many = [5, 4, 3, 2, 1].map((minutes) => NOW - minutes * 60_000);

function outcomeOf(to: Row[1], state: LiveState, force: boolean): string {
  const decision = decideRequest({ to, force }, state);
  return [decision.action, ...(decision.action === "move" ? [decision.toName] : []), decision.reason.code].join(" ");
}

const same = (outcome: string): [string, string] => [outcome, outcome];
const rows: Row[] = [
  ["a hub that works is left", "standby", live(PRIMARY), ...same(moved("DC1-SP2"))],
  ["back again", "primary", live(STANDBY), ...same(moved("DC1-SP1"))],
  ["nobody holds it", "standby", live(undefined), ...same(moved("DC1-SP2"))],
  ["after many moves", "standby", live(PRIMARY, {}, {}, many), ...same(moved("DC1-SP2"))],
  ["it is there already", "primary", live(PRIMARY, stopped), ...same("none already-there")],
  ["the target is off", "standby", live(PRIMARY, {}, stopped), ...same("none target-not-running")],
  ["the target boots", "primary", live(STANDBY, { state: "pending" }), ...same("none target-not-running")],
  ["both are off", "standby", live(PRIMARY, stopped, stopped), ...same("none target-not-running")],
  ["the target is impaired", "primary", live(STANDBY, { healthy: false }), "none target-impaired", moved("DC1-SP1")],
  [
    "the target is not ready",
    "standby",
    live(PRIMARY, {}, { ready: false }),
    "none target-not-ready",
    moved("DC1-SP2"),
  ],
  [
    "the target is in maintenance",
    "primary",
    live(STANDBY, { maintenance: true }),
    "none target-in-maintenance",
    moved("DC1-SP1"),
  ],
  ["a stranger holds it", "primary", live("i-0ccc"), "alert foreign-holder", moved("DC1-SP1")],
];

describe("a person's wish", () => {
  it.each(rows)("%s (to the %s)", (_name, to, state, outcome, forced) => {
    expect([outcomeOf(to, state, false), outcomeOf(to, state, true)]).toEqual([outcome, forced]);
  });

  it("never sends the address to a hub that does not run, nor where it is, and once is enough", () => {
    let moves = 0;
    fc.assert(
      fc.property(fc.constantFrom("primary", "standby"), fc.boolean(), states, (to, force, state) => {
        const decision = decideRequest({ to, force }, state);
        expect(decision.reason.text).toMatch(/^[^.]+\.$/);
        if (decision.action !== "move") return;
        moves += 1;
        const target = state.hubs.find(({ instanceId }) => instanceId === decision.to);
        expect(target).toMatchObject({ role: to, state: "running" });
        expect(decision.to).not.toBe(state.address.holder);
        if (!force) {
          expect([target?.healthy, target?.ready]).not.toContain(false);
          expect(target?.maintenance).toBe(false);
        }
        const after = { ...state, address: { ...state.address, holder: decision.to } };
        expect(decideRequest({ to, force }, after).action).toBe("none");
      }),
      { numRuns: 2_000 },
    );
    expect(moves).toBeGreaterThan(100);
  });
});
