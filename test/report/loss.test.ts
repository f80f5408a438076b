import fc from "fast-check";
import { expect, it } from "vitest";
import { lostProbes } from "../../src/report/loss.ts";

const reply = (seq: number, at: number, rttMs = 1) => ({ seq, at, rttMs });

it("probes without an answer lie between their answered neighbours, at equal distances", () => {
  expect(lostProbes([reply(1, 101), reply(2, 151), reply(5, 301)])).toEqual([200, 250]);
});

it("neither duplicates nor replies out of order are losses", () => {
  expect(lostProbes([reply(1, 101), reply(3, 202), reply(2, 210, 60), reply(2, 260, 110)])).toEqual([]);
  expect(lostProbes([])).toEqual([]);
});

it("as many are lost as numbers are skipped, each within the time that was probed", () => {
  const seqs = fc.uniqueArray(fc.integer({ min: 1, max: 500 }), { minLength: 2, maxLength: 60 });
  fc.assert(
    fc.property(seqs, (answered) => {
      const lost = lostProbes(answered.map((seq) => reply(seq, seq * 50 + 1)));
      const [lowest, highest] = [Math.min(...answered), Math.max(...answered)];
      expect(lost).toHaveLength(highest - lowest + 1 - answered.length);
      for (const at of lost) {
        expect(at).toBeGreaterThan(lowest * 50);
        expect(at).toBeLessThan(highest * 50);
      }
    }),
  );
});
