import { describe, expect, it } from "vitest";
import type { PairResult, PhaseResult } from "../../src/drill/index.ts";
import type { Outcome } from "../../src/drill/outcome.ts";
import { type Expected, failuresOf, judge as judgeAll } from "../../src/drill/verdict.ts";

const away: Outcome = { from: "HUB1", to: "HUB2", pairs: "recover", alert: false };
const back: Outcome = { from: "HUB2", to: "HUB1", pairs: "recover", alert: false };
const expected = { pairs: 1, failover: away, failback: back };

function pair(changes: Partial<PairResult> = {}): PairResult {
  return {
    from: "SITE1",
    to: "172.16.0.1",
    gapMs: 15_000,
    gap: { from: 1_000, to: 16_000 },
    lost: 300,
    answering: true,
    ...changes,
  };
}

function phase({ from, to }: Pick<Outcome, "from" | "to">, changes: Partial<PhaseResult> = {}): PhaseResult {
  return {
    window: { from: 900, to: 18_000 },
    fault: "stop-primary",
    expected: "",
    target: "recover",
    holderBefore: from,
    holderAfter: to,
    moves: 1,
    movedBy: undefined,
    alerts: [],
    gapMs: { p50: 15_000, max: 15_000 },
    lost: 300,
    pairs: [pair()],
    stages: { detectMs: 300, decideMs: 50, moveMs: 10, handshakeMs: 14_500, bgpMs: 140 },
    ...changes,
  };
}

function good() {
  return { steady: { sent: 100, lost: 0, silent: [] as string[] }, failover: phase(away), failback: phase(back) };
}

const judge = (measured: ReturnType<typeof good>, expectations: Expected) =>
  failuresOf(judgeAll(measured, expectations));

describe("judge", () => {
  it("looks at the same twelve things whatever came of them, the alert where one is due", () => {
    const names = judgeAll(good(), expected).map(({ phase, name }) => `${phase}: ${name}`);
    expect(names).toHaveLength(12);
    expect(new Set(names).size).toBe(12);
    const alerting = { ...expected, failover: { ...away, alert: true } };
    expect(judgeAll(good(), alerting)).toHaveLength(13);
  });

  it("passes one move each way, the right holders and pairs that all recovered, however long the gap", () => {
    expect(judge(good(), expected)).toEqual([]);
  });

  it.each([
    ["nothing sent", { steady: { sent: 0, lost: 0, silent: [] } }, "steady state: no probe was sent"],
    ["steady loss", { steady: { sent: 100, lost: 2, silent: [] } }, "steady state: 2 of 100 probes were lost"],
    ["steady silence", { steady: { sent: 9, lost: 0, silent: ["A to B"] } }, "steady state: A to B did not answer"],
    ["no move", { failover: phase(away, { moves: 0 }) }, "failover: the address moved 0 times, not once"],
    ["moves to and fro", { failback: phase(back, { moves: 3 }) }, "failback: the address moved 3 times, not once"],
    [
      "the wrong holder",
      { failover: phase(away, { holderAfter: "HUB1" }) },
      "failover: HUB1 holds the address afterwards, not HUB2",
    ],
    [
      "the wrong holder before",
      { failback: phase(back, { holderBefore: "HUB1" }) },
      "failback: HUB1 held the address before, not HUB2",
    ],
    ["no pair measured", { failover: phase(away, { pairs: [] }) }, "failover: 0 pairs were measured, not 1"],
    [
      "a pair that stays silent",
      { failback: phase(back, { pairs: [pair({ answering: false })] }) },
      "failback: SITE1 to 172.16.0.1 did not recover",
    ],
  ])("fails %s", (_, changes, reason) => {
    expect(judge({ ...good(), ...changes }, expected)).toEqual([reason]);
  });

  it("fails a WAN without pairs", () => {
    expect(judge(good(), { ...expected, pairs: 0 })).toContain("there was no pair to probe");
  });

  it("holds every pair to a bound on the gap, the bound included", () => {
    const bounded = { ...expected, failover: { ...away, pairs: { withinMs: 300 } } };
    const gap = (gapMs: number) => ({ ...good(), failover: phase(away, { pairs: [pair({ gapMs })] }) });
    expect(judge(gap(300), bounded)).toEqual([]);
    expect(judge(gap(301), bounded)).toEqual([
      "failover: SITE1 to 172.16.0.1 waited 301 ms for an answer, longer than 300 ms",
    ]);
  });

  describe("where nothing is to happen", () => {
    const stays: Outcome = { from: "HUB1", to: "HUB1", pairs: "lossless", alert: false };
    const quiet = phase(stays, { moves: 0, lost: 0, pairs: [pair({ gapMs: 50, lost: 0 })] });
    const calm = { ...good(), failover: quiet, failback: quiet };
    const nothing = { pairs: 1, failover: stays, failback: stays };

    it("passes no move and no loss", () => {
      expect(judge(calm, nothing)).toEqual([]);
    });

    it("fails one lost probe, and a move", () => {
      const loss = phase(stays, { moves: 0, pairs: [pair({ gapMs: 100, lost: 1 })] });
      expect(judge({ ...calm, failover: loss }, nothing)).toEqual(["failover: SITE1 to 172.16.0.1 lost 1 probes"]);
      expect(judge({ ...calm, failover: { ...quiet, moves: 1 } }, nothing)).toEqual([
        "failover: the address moved once, not 0 times",
      ]);
    });
  });

  describe("where nobody can help", () => {
    const down: Outcome = { from: "HUB1", to: "HUB1", pairs: "silent", alert: true };
    const silent = phase(down, { moves: 0, pairs: [pair({ answering: false })], alerts: ["No hub can take it."] });
    const expectations = { ...expected, failover: down };

    it("passes silence, no move and an alert", () => {
      expect(judge({ ...good(), failover: silent }, expectations)).toEqual([]);
    });

    it("fails when nobody was alerted, and when a pair answers although no hub can", () => {
      expect(judge({ ...good(), failover: { ...silent, alerts: [] } }, expectations)).toEqual([
        "failover: nobody was alerted",
      ]);
      expect(judge({ ...good(), failover: { ...silent, pairs: [pair()] } }, expectations)).toEqual([
        "failover: SITE1 to 172.16.0.1 still answered",
      ]);
    });
  });
});
