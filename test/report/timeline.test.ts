import fc from "fast-check";
import { expect, it } from "vitest";
import { CHART } from "../../src/report/axis.ts";
import { closeUp } from "../../src/report/phase.ts";
import { linear } from "../../src/report/scale.ts";
import { type Numbered, rowsOf } from "../../src/report/timeline.ts";

const x = linear({ from: 0, to: 1000 }, [CHART.left, CHART.right]);
const steps = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.option(fc.integer({ min: 0, max: 900 }), { nil: undefined })), {
    maxLength: 40,
  })
  .map((pairs) => [...pairs].sort(([a], [b]) => a - b))
  .map((pairs) =>
    pairs.map(([at, length], index): Numbered => {
      const until = length === undefined ? undefined : at + length;
      return { lane: "agent", at, until, text: "", number: index + 1 };
    }),
  );

it("no step covers another, and every one is drawn", () => {
  fc.assert(
    fc.property(steps, (all) => {
      const placed = rowsOf(all, x);
      expect(placed.map(({ step }) => step.number)).toEqual(all.map(({ number }) => number));
      for (const [index, one] of placed.entries())
        for (const other of placed.slice(index + 1))
          if (other.row === one.row) expect(one.end <= other.x || other.end <= one.x).toBe(true);
    }),
  );
});

it("steps that are apart share the first row", () => {
  const apart = [0, 500, 900].map((at, index): Numbered => ({ lane: "agent", at, text: "", number: index + 1 }));
  expect(rowsOf(apart, x).map(({ row }) => row)).toEqual([0, 0, 0]);
});

it("a close-up holds the gap and a part of what is around it, and never leaves the phase", () => {
  const window = { from: 0, to: 10_000 };
  expect(closeUp(window, { from: 5000, to: 5120 })).toEqual({ from: 4850, to: 5370 });
  expect(closeUp(window, { from: 20, to: 9990 })).toEqual(window);
});
