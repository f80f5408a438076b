import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { measureOutage, type Reply, SILENCE_MS, spread } from "../../src/drill/gaps.ts";

/** Replies every 50 ms from `from` to `to`, without those in `silent`. */
function probed(from: number, to: number, silent: [number, number][] = []): Reply[] {
  const replies: Reply[] = [];
  for (let at = from, seq = 1; at <= to; at += 50, seq++) {
    if (!silent.some(([begin, end]) => at > begin && at < end)) replies.push({ seq, at });
  }
  return replies;
}

describe("measureOutage", () => {
  it("finds the longest silence, and counts what was lost in it", () => {
    const replies = probed(0, 30_000, [
      [5_000, 20_000],
      [21_000, 22_000],
    ]);
    const outage = measureOutage(replies, { from: 4_000, to: 30_000 });
    expect(outage.gap).toEqual({ from: 5_000, to: 20_000 });
    expect(outage.lost).toBe(299 + 19);
    expect(outage.answering).toBe(true);
  });

  it("bounds a gap that began with the window by the reply before it", () => {
    const outage = measureOutage(probed(0, 20_000, [[3_950, 10_000]]), { from: 3_970, to: 20_000 });
    expect(outage.gap).toEqual({ from: 3_950, to: 10_000 });
  });

  it("leaves the silence of another window out", () => {
    const replies = probed(0, 60_000, [
      [5_000, 20_000],
      [30_000, 50_000],
    ]);
    expect(measureOutage(replies, { from: 4_000, to: 25_000 }).gap).toEqual({ from: 5_000, to: 20_000 });
    expect(measureOutage(replies, { from: 25_000, to: 60_000 }).gap).toEqual({ from: 30_000, to: 50_000 });
  });

  it("says that a pair which stays silent does not answer, and takes the silence for its gap", () => {
    const outage = measureOutage(probed(0, 5_000), { from: 4_000, to: 30_000 });
    expect(outage).toMatchObject({ answering: false, gap: { from: 5_000, to: 30_000 } });
  });

  it("takes the whole window for the gap of a pair without any reply", () => {
    expect(measureOutage([], { from: 1_000, to: 9_000 })).toEqual({
      gap: { from: 1_000, to: 9_000 },
      lost: 0,
      sent: 0,
      answering: false,
    });
  });

  it("counts neither a duplicate nor a late reply as lost", () => {
    const replies = [
      { seq: 1, at: 0 },
      { seq: 2, at: 50 },
      { seq: 2, at: 51 },
      { seq: 4, at: 150 },
      { seq: 3, at: 152 },
      { seq: 6, at: 250 },
      { seq: 5, at: 400 },
    ];
    expect(measureOutage(replies, { from: 10, to: 300 })).toMatchObject({ lost: 0, sent: 6 });
  });

  const losses = fc.array(fc.boolean(), { minLength: 60, maxLength: 400 });
  it("holds its promises for any pattern of loss", () => {
    fc.assert(
      fc.property(losses, fc.integer({ min: 0, max: 1_000 }), (kept, from) => {
        const replies = kept.flatMap((answered, index) => (answered ? [{ seq: index + 1, at: index * 50 }] : []));
        const window = { from, to: kept.length * 50 };
        const outage = measureOutage(replies, window);
        const inside = replies.filter((reply) => reply.at > window.from);
        expect(outage.gap.to - outage.gap.from).toBeGreaterThanOrEqual(0);
        expect(outage.gap.to).toBeLessThanOrEqual(window.to);
        expect(outage.lost).toBeGreaterThanOrEqual(0);
        expect(outage.lost).toBeLessThanOrEqual(outage.sent);
        expect(inside.some((reply) => reply.at > outage.gap.from && reply.at < outage.gap.to)).toBe(false);
        if (outage.answering) expect(inside.some((reply) => window.to - reply.at <= SILENCE_MS)).toBe(true);
      }),
    );
  });
});

describe("spread", () => {
  it("gives the middle and the largest", () => {
    expect(spread([3, 1, 2])).toEqual({ p50: 2, max: 3 });
    expect(spread([4, 1, 2, 10])).toEqual({ p50: 3, max: 10 });
  });

  it("refuses to make figures of nothing", () => {
    expect(() => spread([])).toThrow(RangeError);
  });
});
