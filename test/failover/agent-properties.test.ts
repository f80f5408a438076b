import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stepAgent } from "../../src/failover/index.ts";
import { type HubName, peerOf, settled, type World } from "./agent-world.ts";

type Fault = {
  kind: "link" | "wan" | "agent" | "forwarding" | "power" | "move";
  hub: HubName;
  lastsMs: number;
  restMs: number;
};

function strike(world: World, { kind, hub, lastsMs, restMs }: Fault): void {
  const machine = world.machines[hub];
  const set = (on: boolean) => {
    if (kind === "link") world.linkUp = on;
    if (kind === "wan") machine.wan = on;
    if (kind === "forwarding") machine.forwarding = on;
    if (kind === "agent" && on) world.startAgent(hub);
    if (kind === "agent" && !on) machine.agent = undefined;
    if (kind === "power" && on) world.powerOn(hub);
    if (kind === "power" && !on) world.powerOff(hub);
    if (kind === "move" && !on) world.move(peerOf(world.holder));
  };
  set(false);
  world.run(lastsMs);
  set(true);
  world.run(restMs);
}

/** Each history is minutes of the hubs' life. */
const RUNS = 25;

const duration = (max: number) => fc.integer({ min: 1, max: max / 100 }).map((n) => n * 100);
const hubs = fc.constantFrom<HubName>("A", "B");
const faults = (...kinds: Fault["kind"][]) =>
  fc.array(
    fc.record({ kind: fc.constantFrom(...kinds), hub: hubs, lastsMs: duration(5_000), restMs: duration(8_000) }),
    { minLength: 1, maxLength: 4 },
  );

describe("over any history", () => {
  it("of a link that is cut and agents that die, nothing moves and the sites are dialed no more", () => {
    fc.assert(
      fc.property(faults("link", "agent"), (history) => {
        const world = settled();
        const dials = world.machines.A.dials.length;
        for (const fault of history) strike(world, fault);
        world.run(3_000);
        expect(world.moves).toEqual([]);
        expect(world.active()).toEqual(["A"]);
        expect(world.machines.A.dials.length).toBe(dials);
        expect(world.machines.B.dials).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it("one hub is active in the end, the one that the address points to, and both never for long", () => {
    fc.assert(
      fc.property(faults("link", "wan", "agent", "forwarding", "power", "move"), (history) => {
        const world = settled();
        for (const fault of history) strike(world, fault);
        world.run(15_000);
        expect(world.active()).toEqual([world.holder]);
        const longest = world.clashes.reduce((run, at, i, all) => (at - (all[i - 1] ?? 0) === 25 ? run + 1 : 1), 0);
        expect(longest * 25).toBeLessThanOrEqual(1_000);
      }),
      { numRuns: RUNS },
    );
  });

  it("the agents move the address seldom: at most once per fault and twice when both hubs are bad", () => {
    fc.assert(
      fc.property(faults("link", "wan", "agent", "forwarding", "power"), (history) => {
        const world = settled();
        for (const fault of history) {
          const before = world.moves.length;
          strike(world, fault);
          expect(world.moves.length - before).toBeLessThanOrEqual(2);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it("a step changes nothing in the state that it was given, and the same input twice promotes once", () => {
    const world = settled();
    const before = world.machines.B.agent;
    if (!before) throw new Error("no agent");
    const copy = structuredClone(before);
    const proof = { kind: "proof", sentAt: world.now } as const;
    const once = stepAgent(before, proof, world.now);
    const twice = stepAgent(once.state, proof, world.now);
    expect(before).toEqual(copy);
    expect(once.actions.map((action) => action.do)).toEqual(["beat", "dial"]);
    expect(twice.actions).toEqual([]);
    expect(twice.state).toEqual(once.state);
  });
});
