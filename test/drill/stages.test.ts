import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitStages } from "../../src/drill/stages.ts";

const gap = { from: 100_000.4, to: 115_100.4 };

describe("splitStages", () => {
  it("splits a failover's gap at its marks", () => {
    const marks = { noticed: 100_350, requested: 100_420, effective: 100_440, handshake: 114_900 };
    expect(splitStages(gap, marks)).toEqual({
      detectMs: 350,
      decideMs: 70,
      moveMs: 20,
      handshakeMs: 14_460,
      bgpMs: 200,
    });
  });

  it("takes nothing of the gap for steps that came before it: at failback the outage begins with the move", () => {
    const marks = { noticed: 99_000, requested: 99_500, effective: 99_990, handshake: 114_000 };
    expect(splitStages(gap, marks)).toMatchObject({ detectMs: 0, decideMs: 0, moveMs: 0, handshakeMs: 14_000 });
  });

  it("gives the time of a step without a trace to the next one", () => {
    const marks = { noticed: undefined, requested: 100_500, effective: 100_600, handshake: undefined };
    expect(splitStages(gap, marks)).toEqual({ detectMs: 0, decideMs: 500, moveMs: 100, handshakeMs: 0, bgpMs: 14_500 });
  });

  it("adds up to the gap for any marks, and no stage is negative", () => {
    const mark = fc.option(fc.double({ min: 90_000, max: 130_000, noNaN: true }), { nil: undefined });
    fc.assert(
      fc.property(
        fc.record({ noticed: mark, requested: mark, effective: mark, handshake: mark }),
        fc.double({ min: 0, max: 40_000, noNaN: true }),
        (marks, length) => {
          const stages = Object.values(splitStages({ from: 100_000, to: 100_000 + length }, marks));
          expect(stages).toHaveLength(5);
          expect(Math.min(...stages)).toBeGreaterThanOrEqual(0);
          expect(stages.reduce((sum, stage) => sum + stage, 0)).toBe(Math.round(length));
        },
      ),
    );
  });
});
