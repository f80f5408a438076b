import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AGENT_LIMITS, heartbeatOf, startAgent, stepAgent } from "../../src/failover/index.ts";
import { type HubName, peerOf, World } from "./agent-world.ts";

/** A WAN that has served for a while: A active, B ready. */
function settled(): World {
  const world = new World();
  world.run(3_000);
  expect(world.active()).toEqual(["A"]);
  expect(world.machines.B.agent?.ready.published).toBe(true);
  expect(world.moves).toEqual([]);
  return world;
}

describe("a hub's role", () => {
  it("follows the address: the new holder promotes, the old one falls silent, once each", () => {
    const world = settled();
    world.move("B");
    world.run(2_000);
    expect(world.active()).toEqual(["B"]);
    expect(world.machines.B.promotions).toBe(1);
    expect(world.machines.A.promotions).toBe(1);
    expect(world.machines.B.dials.map(({ site }) => site).sort()).toEqual(["SITE1", "SITE2"]);
  });

  it("dials sites that are idle, from the peer's replicated endpoints", () => {
    const world = settled();
    const standby = world.machines.B.agent;
    expect(standby && Object.values(standby.sites).map((site) => site.endpoint?.endpoint)).toEqual([
      "198.51.100.1:42294",
      "198.51.100.2:42295",
    ]);
  });

  it("is not taken from a packet that anyone can send: the address must prove it", () => {
    const world = settled();
    world.give("B", { kind: "packet", site: "SITE1", source: "198.51.100.1:42294" });
    world.give("B", { kind: "packet", site: "SITE2", source: "192.0.2.66:1" });
    world.run(3_000);
    expect(world.active()).toEqual(["A"]);
    expect(world.machines.B.promotions).toBe(0);
  });

  it("is not taken from a proof that was under way when the address left", () => {
    const world = settled();
    const sentAt = world.now;
    world.move("B");
    world.run(200);
    world.give("A", { kind: "proof", sentAt });
    expect(world.active()).toEqual(["B"]);
  });

  it("is found, and nothing touched, when an agent starts on a hub that serves", () => {
    const identity = { hub: "A", hubRole: "primary", peerName: "B", plan: "p", sites: ["SITE1"] } as const;
    const sample = { site: "SITE1", endpoint: "198.51.100.1:42294", handshakeAt: 900_000 };
    expect(startAgent(identity, [sample], 1_000_000).actions).toEqual([]);
    const old = startAgent(identity, [{ ...sample, handshakeAt: 800_000 }], 1_000_000);
    expect(old.state.role).toBe("standby");
    expect(old.actions.map((action) => action.do)).toContain("silence");
  });
});

describe("faults", () => {
  it("a dead peer is relieved within 750 ms", () => {
    const world = settled();
    const at = world.now;
    world.powerOff("A");
    world.run(2_000);
    expect(world.active()).toEqual(["B"]);
    expect(world.moves).toHaveLength(1);
    expect((world.moves[0]?.at ?? 0) - at).toBeLessThanOrEqual(750);
  });

  it("a cut hub link moves nothing, and the link goes on from outside", () => {
    const world = settled();
    world.linkUp = false;
    world.run(120_000);
    expect(world.moves).toEqual([]);
    expect(world.active()).toEqual(["A"]);
    world.linkUp = true;
    world.run(35_000);
    expect(world.machines.B.agent?.peer.path).toBe("private");
  });

  it("a cut hub link moves nothing, however long a hub takes to send its packets from outside", () => {
    const world = settled();
    world.pathMs = 1_500;
    world.linkUp = false;
    world.run(60_000);
    expect(world.moves).toEqual([]);
    expect(world.machines.B.path).toBe("outside");
  });

  it("with the hub link cut, nothing moves when the way from outside falters for half a second", () => {
    const world = settled();
    world.linkUp = false;
    world.run(5_000);
    expect(world.machines.B.path).toBe("outside");
    world.machines.A.powered = false;
    world.run(500);
    world.machines.A.powered = true;
    world.run(5_000);
    expect(world.moves).toEqual([]);
  });

  it("with the hub link cut, a dead peer is relieved within 750 ms all the same", () => {
    const world = settled();
    world.linkUp = false;
    world.run(5_000);
    const at = world.now;
    world.powerOff("A");
    world.run(2_000);
    expect(world.moves).toHaveLength(1);
    expect((world.moves[0]?.at ?? 0) - at).toBeLessThanOrEqual(750);
  });

  it("a hub that got no processor for most of a second takes that for nobody's silence", () => {
    const world = settled();
    world.linkUp = false;
    world.run(5_000);
    const { agent } = world.machines.B;
    if (!agent) throw new Error("no agent on B");
    const { actions } = stepAgent(agent, { kind: "tick" }, world.now + 900);
    expect(actions.map((action) => action.do)).not.toContain("claim");
    expect(actions.map((action) => action.do)).not.toContain("path");
  });

  it.each(["A", "B"] as const)("a dead agent on %s moves nothing, and comes back as what it was", (hub) => {
    const world = settled();
    world.machines[hub].agent = undefined;
    world.run(60_000);
    expect(world.moves).toEqual([]);
    world.startAgent(hub);
    world.run(2_000);
    expect(world.active()).toEqual(["A"]);
  });

  it("a hub that has lost its WAN cannot call the cloud: its peer takes the address", () => {
    const world = settled();
    const at = world.now;
    world.machines.A.wan = false;
    world.run(6_000);
    expect(world.active()).toEqual(["B"]);
    expect((world.moves[0]?.at ?? Number.POSITIVE_INFINITY) - at).toBeLessThanOrEqual(2_500);
    expect(world.moves).toHaveLength(1);
  });

  it("a hub that does not forward hands over; with a peer that is no better it stays and alerts", () => {
    const world = settled();
    world.machines.A.forwarding = false;
    world.run(2_000);
    expect(world.active()).toEqual(["B"]);
    world.machines.B.forwarding = false;
    world.run(10_000);
    expect(world.active()).toEqual(["B"]);
    expect(world.moves).toHaveLength(1);
    expect(world.alerts).toContain("B stay");
  });

  it("a planned stop hands over first and ends within its time, also when nobody can take over", () => {
    const world = settled();
    world.give("A", { kind: "stop" });
    world.run(1_000);
    expect(world.active()).toEqual(["B"]);
    expect(world.exits).toEqual(["A"]);
    const alone = settled();
    alone.powerOff("B");
    alone.run(10_000);
    alone.give("A", { kind: "stop" });
    alone.run(AGENT_LIMITS.stopMs);
    expect(alone.exits).toEqual(["A"]);
    expect(alone.moves).toEqual([]);
  });

  it("a hub that stood still does not claim when it goes on", () => {
    const world = settled();
    const frozen = world.machines.A.agent;
    world.powerOff("A");
    world.run(20_000);
    world.machines.A.powered = true;
    world.machines.A.agent = frozen;
    // Its tunnel to the peer needs a moment, too.
    world.linkUp = false;
    world.machines.B.wan = false;
    world.run(1_000);
    world.linkUp = true;
    world.machines.B.wan = true;
    world.run(20_000);
    expect(world.active()).toEqual(["B"]);
    expect(world.moves).toHaveLength(1);
  });
});

describe("a hub that stood still and does not know yet that the other one serves", () => {
  it("neither calls itself ready before it does, nor complains about its sites", () => {
    const world = settled();
    const frozen = world.machines.A.agent;
    world.powerOff("A");
    world.run(120_000);
    world.linkUp = false;
    world.machines.A.powered = true;
    world.machines.A.agent = frozen;
    const published = world.published.length;
    world.run(5_000);
    expect(world.published.slice(published)).toEqual(["A standby true"]);
    expect(world.alerts).not.toContain("A stay");
  });
});

describe("claims", () => {
  it("are made one at a time, however slowly the cloud answers", () => {
    const world = settled();
    world.cloudMs = 5_000;
    world.powerOff("A");
    world.run(5_000);
    expect(world.claims).toHaveLength(1);
    world.run(5_000);
    expect(world.active()).toEqual(["B"]);
  });

  it("become rare while the cloud fails", () => {
    const world = settled();
    world.powerOff("A");
    world.machines.B.wan = false;
    world.run(60_000);
    expect(world.moves).toEqual([]);
    expect(world.claims.length).toBeGreaterThan(3);
    expect(world.claims.length).toBeLessThanOrEqual(11);
  });
});

describe("a hub that handed over because its sites were silent", () => {
  it("is fit again once the cloud answers it", () => {
    const world = settled();
    world.machines.A.wan = false;
    world.run(30_000);
    expect(world.machines.A.agent?.ready.why).toEqual(["sites-unreachable"]);
    world.machines.A.wan = true;
    world.run(3_000);
    expect(world.machines.A.agent?.ready).toMatchObject({ published: true, why: [] });
  });
});

describe("readiness", () => {
  it("is published again until the cloud has heard it", () => {
    const world = settled();
    const { published } = world;
    const before = published.length;
    const given = () => published.slice(before);
    world.machines.B.wan = false;
    world.give("B", { kind: "unpublished" });
    world.run(5_000);
    expect(given().filter((word) => word.startsWith("B"))).toEqual([]);
    world.machines.B.wan = true;
    world.run(2_000);
    expect(given()).toEqual(["B standby true"]);
  });

  const why = (world: World) => world.machines.B.agent?.ready.why ?? [];

  it("needs the peer's plan, keys and routes, and its clock", () => {
    const world = settled();
    const peer = world.machines.A.agent;
    if (!peer) throw new Error("no agent");
    const beat = heartbeatOf(peer, 1, world.now);
    const echo = { sent: world.now, received: world.now + 900 };
    world.machines.A.agent = undefined;
    world.give("B", {
      kind: "heartbeat",
      beat: { ...beat, plan: "q", keys: "l", routes: "s", at: world.now + 900, echo },
    });
    world.give("B", { kind: "tick" });
    expect(why(world)).toEqual([
      "A has another plan",
      "A has another WireGuard key",
      "A routes other prefixes",
      "the clocks differ by 900 ms",
    ]);
  });

  it("ends when the peer is not heard: there is nothing to be equal to", () => {
    const world = settled();
    world.machines.A.agent = undefined;
    world.run(3_000);
    expect(why(world)).toEqual(["A is not heard"]);
    expect(world.machines.B.agent?.ready.published).toBe(false);
  });
});

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
