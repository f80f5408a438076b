import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gaps, parsePing } from "../../src/observe/index.ts";
import { fixture } from "./fixtures.ts";

const replies = fc
  .uniqueArray(fc.record({ at: fc.nat(10_000), seq: fc.nat(400) }), { selector: (reply) => reply.seq, maxLength: 60 })
  .map((list) => list.sort((a, b) => a.at - b.at));
const window = fc.tuple(fc.nat(10_000), fc.nat(10_000)).map((pair) => pair.sort((a, b) => a - b) as [number, number]);

describe("gaps", () => {
  it("finds the outage between two replies", () => {
    const at = [0, 50, 100, 15_200, 15_250, 15_300];
    const list = at.map((time) => ({ at: time, seq: 1 + time / 50 }));
    expect(gaps(list, 0, 15_300)).toEqual({
      gapMs: 15_100,
      beganAt: 100,
      endedAt: 15_200,
      closed: true,
      lost: 301,
      replies: 6,
    });
  });

  it("never takes silence for a good path", () => {
    const silent = { gapMs: 5_000, beganAt: 1_000, endedAt: 6_000, closed: false, lost: 0, replies: 0 };
    expect(gaps([], 1_000, 6_000)).toEqual(silent);
    expect(
      gaps(
        [
          { at: 900, seq: 1 },
          { at: 6_050, seq: 100 },
        ],
        1_000,
        6_000,
      ),
    ).toEqual(silent);
    expect(gaps([{ at: 1_010, seq: 1 }], 1_000, 6_000)).toMatchObject({ gapMs: 4_990, beganAt: 1_010, closed: false });
  });

  it("counts a duplicate as no probe of its own", () => {
    const { facts } = parsePing(fixture("ping.duplicates.txt"));
    const gap = gaps(facts.replies, facts.replies[0]?.at ?? 0, facts.replies.at(-1)?.at ?? 0);
    expect(gap).toMatchObject({ replies: 3, lost: 0, closed: true });
    expect(gap.gapMs).toBeCloseTo(203.951, 2);
  });

  it("refuses a window that ends before it begins", () => {
    expect(() => gaps([], 2, 1)).toThrow(RangeError);
    expect(() => gaps([], Number.NaN, 1)).toThrow(RangeError);
  });

  it("is the largest difference between neighbours, the window's edges included", () => {
    fc.assert(
      fc.property(replies, window, (list, [from, to]) => {
        const times = [from, ...list.map(({ at }) => at).filter((at) => at >= from && at <= to), to];
        const longest = Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? 0)));
        const gap = gaps(list, from, to);
        expect(gap.gapMs).toBe(longest);
        expect(gap.endedAt - gap.beganAt).toBe(gap.gapMs);
        expect(list.some(({ at }) => at > gap.beganAt && at < gap.endedAt)).toBe(false);
        expect(gap.gapMs * (gap.replies + 1)).toBeGreaterThanOrEqual(to - from);
      }),
    );
  });

  it("does not shrink when a reply is lost, and counts the loss unless it was the first or the last", () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 200 }), fc.nat(), (count, pick) => {
        const list = Array.from({ length: count }, (_, seq) => ({ at: seq * 50, seq }));
        const lost = 1 + (pick % (count - 2));
        const end = count * 50;
        const less = gaps(
          list.filter(({ seq }) => seq !== lost),
          0,
          end,
        );
        expect(gaps(list, 0, end)).toMatchObject({ gapMs: 50, lost: 0 });
        expect(less).toMatchObject({ gapMs: 100, beganAt: (lost - 1) * 50, closed: true, lost: 1, replies: count - 1 });
      }),
    );
  });
});
