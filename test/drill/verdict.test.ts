import { describe, expect, it } from "vitest";
import type { PhaseResult } from "../../src/drill/index.ts";
import { judge } from "../../src/drill/verdict.ts";

const expected = { pairs: 1, primary: "HUB1", standby: "HUB2" };

function phase(from: string, to: string, changes: Partial<PhaseResult> = {}): PhaseResult {
  return {
    fault: "stop-primary",
    holderBefore: from,
    holderAfter: to,
    moves: 1,
    gapMs: { p50: 15_000, max: 15_000 },
    lost: 300,
    pairs: [{ from: "SITE1", to: "172.16.0.1", gapMs: 15_000, lost: 300, answering: true }],
    stages: { detectMs: 300, decideMs: 50, moveMs: 10, handshakeMs: 14_500, bgpMs: 140 },
    ...changes,
  };
}

function good() {
  return {
    steady: { sent: 100, lost: 0, silent: [] as string[] },
    failover: phase("HUB1", "HUB2"),
    failback: phase("HUB2", "HUB1"),
  };
}

describe("judge", () => {
  it("passes one move each way, the right holders and pairs that all recovered, however long the gap", () => {
    expect(judge(good(), expected)).toEqual([]);
  });

  it.each([
    ["nothing sent", { steady: { sent: 0, lost: 0, silent: [] } }, "steady state: no probe was sent"],
    ["steady loss", { steady: { sent: 100, lost: 2, silent: [] } }, "steady state: 2 of 100 probes were lost"],
    ["steady silence", { steady: { sent: 9, lost: 0, silent: ["A to B"] } }, "steady state: A to B did not answer"],
    ["no move", { failover: phase("HUB1", "HUB2", { moves: 0 }) }, "failover: the address moved 0 times, not once"],
    [
      "moves to and fro",
      { failback: phase("HUB2", "HUB1", { moves: 3 }) },
      "failback: the address moved 3 times, not once",
    ],
    ["the wrong holder", { failover: phase("HUB1", "HUB1") }, "failover: HUB1 holds the address afterwards, not HUB2"],
    [
      "the wrong holder before",
      { failback: phase("HUB1", "HUB1") },
      "failback: HUB1 held the address before, not HUB2",
    ],
    ["no pair measured", { failover: phase("HUB1", "HUB2", { pairs: [] }) }, "failover: 0 pairs were measured, not 1"],
    [
      "a pair that stays silent",
      {
        failback: phase("HUB2", "HUB1", {
          pairs: [{ from: "SITE1", to: "172.16.0.1", gapMs: 90_000, lost: 1, answering: false }],
        }),
      },
      "failback: SITE1 to 172.16.0.1 did not recover",
    ],
  ])("fails %s", (_, changes, reason) => {
    expect(judge({ ...good(), ...changes }, expected)).toEqual([reason]);
  });

  it("fails a WAN without pairs", () => {
    expect(judge(good(), { ...expected, pairs: 0 })).toContain("there was no pair to probe");
  });
});
