import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linear, place, ticks } from "../../src/report/scale.ts";

const value = fc.double({ min: -1e9, max: 1e9, noNaN: true });
const domain = fc.tuple(value, value).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
const wide = domain.filter(({ from, to }) => to - from > 1e-3);

describe("a linear scale", () => {
  it("puts the ends of its domain at its ends, and the middle in the middle", () => {
    const x = linear({ from: 1000, to: 3000 }, [100, 300]);
    expect([1000, 2000, 3000].map(x)).toEqual([100, 200, 300]);
  });

  it("stays between its ends, and keeps the order", () => {
    fc.assert(
      fc.property(domain, value, value, (range, a, b) => {
        const x = linear(range, [100, 300]);
        const [less, more] = [x(Math.min(a, b)), x(Math.max(a, b))];
        expect(less).toBeGreaterThanOrEqual(100);
        expect(more).toBeLessThanOrEqual(300);
        expect(less).toBeLessThanOrEqual(more);
      }),
    );
  });

  it("puts everything of a domain without length at its beginning", () => {
    expect(linear({ from: 5, to: 5 }, [100, 300])(5)).toBe(100);
  });
});

describe("ticks", () => {
  it.each([
    [{ from: 0, to: 15_400 }, 8, [0, 2000, 4000, 6000, 8000, 10_000, 12_000, 14_000]],
    [{ from: 130, to: 560 }, 8, [200, 300, 400, 500]],
    [{ from: 0, to: 1 }, 4, [0, 0.5, 1]],
    [{ from: 7, to: 7 }, 8, [7]],
  ])("of %j, at most %i steps", (range, most, expected) => {
    expect(ticks(range, most)).toEqual(expected);
  });

  it("are some but not too many, lie in the domain, ascend, and have equal steps of 1, 2 or 5", () => {
    fc.assert(
      fc.property(wide, fc.integer({ min: 2, max: 20 }), (range, most) => {
        const values = ticks(range, most);
        const slack = (range.to - range.from) * 1e-6 + Math.max(Math.abs(range.from), Math.abs(range.to)) * 1e-9;
        expect(values.length).toBeGreaterThan(0);
        expect(values.length).toBeLessThanOrEqual(most + 1);
        expect(Math.min(...values)).toBeGreaterThanOrEqual(range.from - slack);
        expect(Math.max(...values)).toBeLessThanOrEqual(range.to + slack);
        const steps = values.slice(1).map((one, index) => one - (values[index] ?? 0));
        for (const step of steps) expect(Math.abs(step - (steps[0] ?? 0))).toBeLessThanOrEqual(slack);
      }),
    );
  });
});

it("a place has one decimal", () => {
  expect([place(1.26), place(100), place(-0.04)]).toEqual([1.3, 100, -0]);
});
