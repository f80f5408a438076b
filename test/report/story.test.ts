import { describe, expect, it } from "vitest";
import type { Run } from "../../src/drill/index.ts";
import { holdersOf, storyOf } from "../../src/report/story.ts";
import { fixtureRun } from "./fixture.ts";

const run = await fixtureRun();
const always = { from: 0, to: Number.POSITIVE_INFINITY };
const texts = (changes: Partial<Run>) =>
  storyOf({ ...run, journal: [], agents: [], handshakes: [], sessions: [], ...changes }, always);

describe("the story of a run", () => {
  it("has every lane, ascends in time, and stays within its window", () => {
    const window = { from: run.result.failover.window.from, to: run.result.failback.window.to };
    const steps = storyOf(run, window);
    expect(new Set(steps.map(({ lane }) => lane))).toEqual(
      new Set(["instance", "event", "function", "agent", "address", "handshake", "bgp"]),
    );
    expect(steps.map(({ at }) => at)).toEqual(steps.map(({ at }) => at).sort((a, b) => a - b));
    for (const { at, until } of steps) {
      expect(at).toBeLessThanOrEqual(window.to);
      expect(until ?? at).toBeGreaterThanOrEqual(window.from);
    }
  });

  it("calls an instance that a hub had before by the hub's name, and one of no hub by its own", () => {
    const [{ name }] = run.laboratory.plan.hubs;
    const state = (at: number, instanceId: string, more: object) => ({
      at,
      kind: "instance-state" as const,
      detail: { instanceId, state: "terminated", ...more },
    });
    const now = run.laboratory.instances[name] ?? "";
    const journal = [state(1, "i-0former", { name }), state(2, now, { name }), state(3, "i-0stranger", {})];
    expect(texts({ journal }).map(({ text }) => text)).toEqual([
      `${name}'s former instance i-0former is terminated`,
      `${name} is terminated`,
      "i-0stranger is terminated",
    ]);
  });

  it("tells an initiation that nobody answered from one that was", () => {
    const message = (at: number, type: "initiation" | "response") => ({ at, type, from: "a:1", to: "b:2" });
    const handshakes = [message(1, "initiation"), message(5001, "initiation"), message(5002, "response")];
    expect(texts({ handshakes: [{ site: "SITE1", handshakes }] })).toEqual([
      { lane: "handshake", at: 1, until: undefined, text: "SITE1: initiation from a:1, unanswered" },
      { lane: "handshake", at: 5001, until: 5002, text: "SITE1: initiation from a:1, answered" },
    ]);
  });

  it("takes two answers about one session for one, although they differ by a second, and knows its ends", () => {
    const [primary, standby] = run.laboratory.plan.hubs;
    const peer = primary.tunnels[0]?.peerAddress ?? "";
    const seen = (host: string, establishedAt: number | undefined) => ({ snapshot: "s", host, peer, establishedAt });
    const sessions = [seen(primary.name, 9000), seen(primary.name, 10_000), seen(standby.name, 20_000)];
    const off = [seen(primary.name, undefined), seen("SITE1-LF1", 9000)];
    expect(texts({ sessions: [...sessions, ...off] })).toMatchObject([
      { at: 9000, until: 11_000, text: "session of DC1-SP1 and SITE1-LF1 is up (FRR tells the second)" },
      { at: 20_000, until: 21_000, text: "session of DC1-SP2 and SITE1-LF1 is up (FRR tells the second)" },
    ]);
  });

  it("tells the handshakes of many sites together", () => {
    const handshake = { at: 10, type: "initiation", from: "a:1", to: "b:2" } as const;
    const handshakes = Array.from({ length: 30 }, (_, n) => ({
      site: `SITE${n}`,
      handshakes: [{ ...handshake, at: n }],
    }));
    expect(texts({ handshakes })).toEqual([
      { lane: "handshake", at: 0, until: 29, text: "30 initiations at 30 sites" },
    ]);
  });

  it("keeps a run of a function that did not end, and values that are not as expected", () => {
    const journal = [
      { at: 1, kind: "invoke-start", detail: { requestId: "r", function: "F", start: "cold" } },
      { at: 2, kind: "instance-state", detail: { state: 7 } },
      { at: 3, kind: "rule-matched", detail: {} },
      { at: 4, kind: "something-new", detail: {} },
    ];
    expect(texts({ journal }).map(({ text }) => text)).toEqual([
      "F runs (cold start, still running)",
      "? is 7",
      "? matches rule ?",
    ]);
  });
});

it("the holders of the address cover the phase without a gap", () => {
  const { failover } = run.result;
  const holders = holdersOf(run, failover.window, failover.holderBefore);
  expect(holders.map(({ name }) => name)).toEqual(["DC1-SP1", "DC1-SP2"]);
  expect([holders[0]?.from, holders[0]?.to, holders[1]?.to]).toEqual([
    failover.window.from,
    holders[1]?.from,
    failover.window.to,
  ]);
});
