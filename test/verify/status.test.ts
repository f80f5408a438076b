import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AlarmFacts, judgeStatus, type Section, type Seen, type WanFacts } from "../../src/verify/index.ts";
import { states } from "../failover/arbitraries.ts";
import { live, NOW, PRIMARY, STANDBY } from "../failover/states.ts";
import { of, wellFacts } from "./facts.ts";

const ready = { ready: true, readySince: NOW - 60_000 };
const judge = (changes: Partial<WanFacts>) => judgeStatus(wellFacts(changes));

describe("a WAN of which all was seen well", () => {
  it("is well, and every part of it has its line", () => {
    const { well, checks } = judgeStatus(wellFacts());
    expect(well).toBe(true);
    expect(checks).toHaveLength(14);
    expect(checks.filter(({ verdict }) => verdict !== "ok")).toEqual([]);
  });

  it("is well where its hosts are not reached, which is said", () => {
    const unseen = { unseen: "not reached" };
    const plans = { file: { seen: "b" }, deployed: unseen, machines: [{ hub: "DC1-SP1", hash: unseen }] };
    const status = judge({ network: unseen, plans, deadLetters: unseen });
    expect(status.well).toBe(true);
    for (const section of ["tunnel", "session", "plan", "dead letters"] as const)
      expect(of(status, section)[0]).toMatchObject({ verdict: "unknown", text: "not reached" });
  });
});

describe("the address", () => {
  it("tells since when and why", () => {
    const decision = {
      action: "move",
      to: PRIMARY,
      toName: "DC1-SP1",
      reason: { code: "failback", text: "Back." },
    } as const;
    const state = live(PRIMARY, ready, ready, [NOW - 180_000]);
    const [told] = of(judge({ state, lastMove: { seen: { at: NOW, function: "F", decision } } }), "address");
    expect(told.text).toBe("203.0.113.10 is held by DC1-SP1 since 2027-01-15T07:57:00Z (3 min); F: Back.");
    const [silent] = of(judge({ state, lastMove: { unseen: "AccessDenied" } }), "address");
    expect(silent.text).toContain("why is unknown: AccessDenied");
    const [other] = of(judge({ state }), "address");
    expect(other.text).toContain("no function moved it");
    expect(of(judge({}), "address")[0].text).toBe("203.0.113.10 is held by DC1-SP1 (no move is recorded)");
  });

  it.each([
    ["nobody", live(undefined, ready, ready), { do: "fail-back" }],
    ["a stranger", live("i-0ccc", ready, ready), { do: "fail-back" }],
    ["an impaired primary", live(PRIMARY, { ...ready, healthy: false }, ready), { do: "fail-over" }],
    [
      "a dead hub while no other works",
      live(PRIMARY, { state: "stopped" }, { state: "stopped" }),
      { do: "start-hub", hub: "DC1-SP1" },
    ],
    ["the standby, the primary is fit", live(STANDBY, ready, ready), { do: "fail-back" }],
    [
      "the standby, the primary is off",
      live(STANDBY, { state: "stopped" }, ready),
      { do: "start-hub", hub: "DC1-SP1" },
    ],
    [
      "the standby, somebody works on the primary",
      live(STANDBY, { ...ready, maintenance: true }, ready),
      { do: "end-maintenance", hub: "DC1-SP1" },
    ],
    [
      "the standby, the primary is not ready",
      live(STANDBY, { ready: false }, ready),
      { do: "look-at-hub", hub: "DC1-SP1" },
    ],
  ])("at %s needs a person, and says what to do", (_, state, advice) => {
    const status = judge({ state });
    expect(status.well).toBe(false);
    expect(of(status, "address")[0]).toMatchObject({ verdict: "attention", advice });
  });
});

describe("what is not well", () => {
  const alarm = (name: string, state: AlarmFacts["state"], rings = true): AlarmFacts => ({
    name,
    state,
    since: NOW - 5_000,
    description: "is ill",
    rings,
  });

  it("alarms that ring come first, and those that cannot ring are no comfort", () => {
    const alarms = {
      seen: [alarm("a", "OK"), alarm("b", "INSUFFICIENT_DATA"), alarm("c", "ALARM"), alarm("d", "OK", false)],
    };
    const checks = of(judge({ alarms }), "alarm");
    expect(checks.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual([
      "c attention",
      "d attention",
      "b unknown",
      "a ok",
    ]);
    expect(checks[0].text).toBe("ALARM since 2027-01-15T07:59:55Z (5 s): is ill");
  });

  const off = { name: "X", on: false, state: "DISABLED" };
  const gone = { name: "X", on: false, state: "missing" };
  const tunnel = { site: "S", interface: "wg0", there: true, handshakeAt: NOW - 181_000 };
  const network = { hub: "DC1-SP1", tunnels: [tunnel], sessions: [] };
  it.each<[string, Partial<WanFacts>, Section, string]>([
    ["a rule that is off", { rules: { seen: [off] } }, "rule", "enable-rule"],
    ["a rule that is gone", { rules: { seen: [gone] } }, "rule", "deploy"],
    ["a function that may not run", { functions: { seen: [off] } }, "function", "enable-function"],
    ["an alarm that is gone", { alarms: { seen: [alarm("a", "missing")] } }, "alarm", "deploy"],
    ["events that reached nobody", { deadLetters: { seen: 2 } }, "dead letters", "read-dead-letters"],
    [
      "a stack that did not get back",
      { stack: { seen: { name: "s", status: "UPDATE_ROLLBACK_FAILED", drift: "IN_SYNC" } } },
      "stack",
      "look-at-stack",
    ],
    [
      "a stack that was changed by hand",
      { stack: { seen: { name: "s", status: "UPDATE_COMPLETE", drift: "DRIFTED" } } },
      "stack",
      "look-at-stack",
    ],
    ["a handshake that is too old", { network: { seen: network } }, "tunnel", "look-at-tunnel"],
    ["a hub without sessions", { network: { seen: network } }, "session", "deploy"],
    ["another plan", { plans: { file: { seen: "a" }, deployed: { seen: "b" }, machines: [] } }, "plan", "deploy"],
    ["a hub that no agent speaks for", { state: live(PRIMARY, { ready: undefined }, ready) }, "hub", "look-at-hub"],
  ])("%s", (_, changes, section, advice) => {
    const status = judge(changes);
    expect(status.well).toBe(false);
    expect(of(status, section)[0]).toMatchObject({ verdict: "attention", advice: { do: advice } });
  });

  it("a hub that never had an agent needs none", () => {
    const status = judge({ agents: false, state: live(PRIMARY) });
    expect(status.well).toBe(true);
    expect(of(status, "hub").map(({ text }) => text)).toEqual([
      "primary, running, passes EC2's status checks",
      "standby, running, passes EC2's status checks",
    ]);
    const standby = judge({ agents: false, state: live(STANDBY) });
    expect(of(standby, "address")[0]).toMatchObject({ verdict: "attention", advice: { do: "fail-back" } });
  });

  it("a machine is compared with what was deployed, not with a wan.yaml that was edited since", () => {
    const machines = [{ hub: "DC1-SP1", hash: { seen: "b" } }];
    const checks = of(judge({ plans: { file: { seen: "a" }, deployed: { seen: "b" }, machines } }), "plan");
    expect(checks.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual(["deployed attention", "DC1-SP1 ok"]);
  });
});

/** Not seen, or seen and empty: there is nothing to look at. */
const blank = fc.constantFrom<Seen<never[]>>({ unseen: "AccessDenied" }, { seen: [] });

describe("for whatever could be read", () => {
  it("a status with nothing to look at is never well", () => {
    const facts = fc.record({ alarms: blank, rules: blank, functions: blank });
    fc.assert(
      fc.property(facts, fc.subarray(["alarms", "rules", "functions"] as const, { minLength: 1 }), (nothing, parts) => {
        const changes = Object.fromEntries(parts.map((part) => [part, nothing[part]]));
        expect(judge(changes).well).toBe(false);
      }),
    );
  });

  it("what is well has been seen: the address at a working primary, and both hubs able to serve", () => {
    let seenWell = 0;
    fc.assert(
      fc.property(states, (state) => {
        const { well, checks } = judge({ state });
        expect(checks.filter(({ section }) => section === "hub")).toHaveLength(2);
        const sound = state.hubs.every(
          (hub) => hub.state === "running" && hub.healthy && hub.ready && !hub.maintenance,
        );
        expect(well).toBe(sound && state.address.holder === PRIMARY);
        if (well) seenWell += 1;
      }),
      { numRuns: 3_000, examples: [[live(PRIMARY, ready, ready)]] },
    );
    expect(seenWell).toBeGreaterThan(0);
  });

  it("whatever needs a person makes a status not well, and says what to do", () => {
    fc.assert(
      fc.property(states, fc.boolean(), (state, agents) => {
        const { well, checks } = judge({ state, agents });
        const urgent = checks.filter(({ verdict }) => verdict === "attention");
        expect(urgent.every(({ advice }) => advice !== undefined)).toBe(true);
        if (urgent.length > 0) expect(well).toBe(false);
      }),
    );
  });
});
