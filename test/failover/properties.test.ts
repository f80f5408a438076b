import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide, type HubState, type LiveState, type Policy } from "../../src/failover/index.ts";
import { states } from "./arbitraries.ts";
import { Simulator, type Step } from "./simulator.ts";
import { NOW, PRIMARY, policy, STANDBY } from "./states.ts";

const either = fc.constantFrom("primary" as const, "standby" as const);
const intents = fc.constantFrom("failover" as const, "failback" as const);
const power = fc.constantFrom("stop" as const, "power-down" as const, "start" as const, "boot" as const);

function delivery(stale: number): fc.Arbitrary<Step> {
  return fc.record({ do: fc.constant("deliver" as const), pick: fc.nat(5), keep: fc.boolean(), stale: fc.nat(stale) });
}

/** Anything may happen to hubs and events, and EC2's answers may be up to three changes old. */
const chaos: fc.Arbitrary<Step>[] = [
  fc.record({ do: power, hub: either }),
  fc.record({ do: fc.constantFrom("impair" as const, "heal" as const), hub: either }),
  delivery(3),
  delivery(3),
  fc.record({ do: fc.constant("lose" as const), pick: fc.nat(5) }),
  fc.record({ do: fc.constant("pass" as const), seconds: fc.nat(120) }),
];

/** Events come late, twice and in another order, but they come; only the primary's power changes. */
const unruly: fc.Arbitrary<Step>[] = [fc.record({ do: power, hub: fc.constant("primary" as const) }), delivery(0)];

const runs = (steps: fc.Arbitrary<Step>[]) => fc.array(fc.oneof(...steps), { minLength: 10, maxLength: 80 });
const holderIn = (state: LiveState): HubState | undefined =>
  state.hubs.find((one) => one.instanceId === state.address.holder);
const works = (one: HubState | undefined): boolean => one?.state === "running" && one.healthy !== false;

const policies: fc.Arbitrary<Policy> = fc.record({
  failback: fc.constantFrom("on-running" as const, "when-ready" as const, "manual" as const),
  holdDownMs: fc.constantFrom(0, 3_000, 20_000),
  maxMoves: fc.integer({ min: 1, max: 5 }),
  windowMs: fc.constant(600_000),
});

describe("whatever the state", () => {
  it("a move goes to a hub that works and leaves one that works only for a failback", () => {
    let moves = 0;
    fc.assert(
      fc.property(intents, states, policies, (intent, state, rules) => {
        const decision = decide(intent, state, rules, NOW);
        if (decision.action !== "move") return;
        moves += 1;
        const target = state.hubs.find((one) => one.instanceId === decision.to);
        expect(works(target)).toBe(true);
        expect(decision.toName).toBe(target?.name);
        expect(decision.to).not.toBe(state.address.holder);
        if (works(holderIn(state))) {
          expect(decision.reason.code).toBe("failback");
          expect(target?.role).toBe("primary");
          expect(target?.maintenance).toBe(false);
        }
      }),
      { numRuns: 2_000 },
    );
    expect(moves).toBeGreaterThan(100);
  });

  it("a failback when ready goes to a primary that has been ready for as long as it must", () => {
    let moves = 0;
    fc.assert(
      fc.property(states, policies, ({ hubs: [primary, standby], ...rest }, { holdDownMs = 0, ...rules }) => {
        const state: LiveState = {
          ...rest,
          address: { ...rest.address, holder: STANDBY },
          // What makes a failback possible at all; the rest is as it comes.
          hubs: [
            { ...primary, state: "running" },
            { ...standby, state: "running", healthy: true },
          ],
        };
        const decision = decide("failback", state, { ...rules, holdDownMs, failback: "when-ready" }, NOW);
        if (decision.action !== "move") return;
        moves += 1;
        expect(decision).toMatchObject({ to: PRIMARY, reason: { code: "failback" } });
        expect(primary).toMatchObject({ ready: true, maintenance: false });
        expect(rest.moves.filter((at) => at >= (primary.readyAt ?? NOW))).toEqual([]);
        if (holdDownMs > 0) expect(NOW - (primary.readySince ?? NOW)).toBeGreaterThanOrEqual(holdDownMs);
      }),
      { numRuns: 2_000 },
    );
    expect(moves).toBeGreaterThan(50);
  });

  it("a decision that was carried out leaves nothing to do", () => {
    fc.assert(
      fc.property(intents, intents, states, policies, (intent, again, state, rules) => {
        const decision = decide(intent, state, rules, NOW);
        fc.pre(decision.action === "move");
        const after = { ...state, address: { ...state.address, holder: decision.to }, moves: [...state.moves, NOW] };
        expect(decide(intent, after, rules, NOW + 1).action).toBe("none");
        // Neither does a late event of the other kind undo a failback.
        if (decision.reason.code === "failback") expect(decide(again, after, rules, NOW + 1).action).toBe("none");
      }),
      { numRuns: 5_000 },
    );
  });

  it("a hub that works and is alone gets the address, however often it moved", () => {
    fc.assert(
      fc.property(intents, states, policies, (intent, state, rules) => {
        const [primary, standby] = state.hubs;
        fc.pre(state.address.holder === PRIMARY && primary.state !== "running" && works(standby));
        fc.pre(intent === "failover");
        expect(decide(intent, state, rules, NOW)).toMatchObject({ action: "move", to: STANDBY });
      }),
      { numRuns: 300 },
    );
  });
});

describe("over time", () => {
  it("no move goes to a hub that does not work as it was read, whatever happens to hubs and events", () => {
    let moves = 0;
    fc.assert(
      fc.property(runs(chaos), (steps) => {
        const simulator = new Simulator(policy);
        simulator.run(steps);
        moves += simulator.moved.length;
        for (const { decision, read } of simulator.moved) {
          expect(works(read.hubs.find((one) => one.instanceId === decision.to))).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
    expect(moves).toBeGreaterThan(100);
  });

  it("moves that are not the rescue of the last hub stay below the limit", () => {
    fc.assert(
      fc.property(runs(chaos), (steps) => {
        const simulator = new Simulator(policy);
        simulator.run(steps);
        for (const { decision, read, at } of simulator.moved) {
          if (decision.reason.code !== "failback" && decision.reason.code !== "holder-impaired") continue;
          const recent = read.moves.filter((moved) => moved > at - policy.windowMs);
          expect(recent.length).toBeLessThan(policy.maxMoves);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("the address ends on the right hub when every event arrives at least once", () => {
    const ends = { [PRIMARY]: 0, [STANDBY]: 0 };
    fc.assert(
      fc.property(runs(unruly), (steps) => {
        const simulator = new Simulator({ ...policy, maxMoves: Number.POSITIVE_INFINITY });
        simulator.run(steps);
        simulator.settle();
        const right = works(simulator.state.hubs[0]) ? PRIMARY : STANDBY;
        expect(simulator.state.address.holder).toBe(right);
        ends[right] += 1;
      }),
      { numRuns: 500 },
    );
    expect(Math.min(...Object.values(ends))).toBeGreaterThan(20);
  });

  it("the address moves at most twice for each time the primary goes down", () => {
    fc.assert(
      fc.property(runs(unruly), (steps) => {
        const simulator = new Simulator({ ...policy, maxMoves: Number.POSITIVE_INFINITY });
        simulator.run(steps);
        simulator.settle();
        const stops = steps.filter((step) => step.do === "stop").length;
        expect(simulator.moved.length).toBeLessThanOrEqual(2 * stops);
      }),
      { numRuns: 500 },
    );
  });
});
