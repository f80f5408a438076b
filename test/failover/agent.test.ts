import { describe, expect, it } from "vitest";
import { heartbeatOf, startAgent } from "../../src/failover/index.ts";
import { settled, type World } from "./agent-world.ts";

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

  it.each([
    [0, 1],
    [250, 1],
    [550, 2],
    [1_150, 3],
  ])("reaches sites whose handshake takes %i ms, and dials each %i times for it", (roundTripMs, dials) => {
    const world = settled();
    world.roundTripMs = roundTripMs;
    world.move("B");
    world.run(10_000);
    const ofOne = world.machines.B.dials.filter(({ site }) => site === "SITE1");
    expect(ofOne).toHaveLength(dials);
    const [first, last] = [ofOne[0], ofOne.at(-1)];
    expect((last?.at ?? 0) - (first?.at ?? 0)).toBeLessThanOrEqual(2 * roundTripMs);
    expect(Object.values(world.machines.B.agent?.sites ?? {}).map((site) => site.dialingSince)).toEqual([
      undefined,
      undefined,
    ]);
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
    const identity = { hub: "A", hubRole: "primary", peerName: "B", network: "n", sites: ["SITE1"] } as const;
    const sample = { site: "SITE1", endpoint: "198.51.100.1:42294", handshakeAt: 900_000 };
    expect(startAgent(identity, [sample], 1_000_000).actions).toEqual([]);
    const old = startAgent(identity, [{ ...sample, handshakeAt: 800_000 }], 1_000_000);
    expect(old.state.role).toBe("standby");
    expect(old.actions.map((action) => action.do)).toContain("silence");
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

  it("needs the peer's network, keys and routes, and its clock", () => {
    const world = settled();
    const peer = world.machines.A.agent;
    if (!peer) throw new Error("no agent");
    const beat = heartbeatOf(peer, 1, world.now);
    const echo = { sent: world.now, received: world.now + 900 };
    world.machines.A.agent = undefined;
    world.give("B", {
      kind: "heartbeat",
      beat: { ...beat, network: "m", keys: "l", routes: "s", at: world.now + 900, echo },
    });
    world.give("B", { kind: "tick" });
    expect(why(world)).toEqual([
      "A is of another network",
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
