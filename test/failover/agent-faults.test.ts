import { describe, expect, it } from "vitest";
import { AGENT_LIMITS, stepAgent } from "../../src/failover/index.ts";
import { settled } from "./agent-world.ts";

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
