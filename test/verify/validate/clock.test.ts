import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Collection, collectionOf, INDEX_FILE, validate } from "../../../src/verify/index.ts";
import { apart, clockOf, type Exchange } from "../../../src/verify/validate/clock.ts";
import { healthy, plan } from "../healthy.ts";

const NOW = 1_795_371_247_821;
const delay = fc.double({ min: 0, max: 5_000, noNaN: true });
const delays = fc.array(fc.tuple(delay, delay, delay), { minLength: 1, maxLength: 8 });
const offset = fc.double({ min: -1e6, max: 1e6, noNaN: true });
/** Of times as large as these a double leaves about 0.0003 ms open. */
const SLACK = 0.002;

/** Exchanges with a host whose clock is off by `offsetMs`: a pause, the way there, the way back. */
function exchanges(offsetMs: number, waits: readonly (readonly [number, number, number])[]): Exchange[] {
  let now = NOW;
  return waits.map(([pause, there, back]) => {
    const askedAt = now + pause;
    now = askedAt + there + back;
    return { askedAt, answeredAt: now, told: askedAt + there + offsetMs };
  });
}

const roundTrips = (all: readonly Exchange[]) => all.map(({ askedAt, answeredAt }) => answeredAt - askedAt);

describe("a host's clock", () => {
  it("is where it is said to be, give or take what is said, whatever the ways take", () => {
    fc.assert(
      fc.property(offset, delays, (offsetMs, waits) => {
        const facts = clockOf(exchanges(offsetMs, waits));
        expect(Math.abs((facts?.offsetMs ?? Number.NaN) - offsetMs)).toBeLessThanOrEqual((facts?.errorMs ?? 0) + SLACK);
      }),
    );
  });

  it("is known to half of the quickest round trip at least, and by one more exchange never less", () => {
    fc.assert(
      fc.property(offset, delays, (offsetMs, waits) => {
        const all = exchanges(offsetMs, waits);
        const errors = all.map((_, index) => clockOf(all.slice(0, index + 1))?.errorMs ?? Number.NaN);
        expect(errors.at(-1)).toBeLessThanOrEqual(Math.min(...roundTrips(all)) / 2 + SLACK);
        for (const [index, error] of errors.entries())
          if (index > 0) expect(error).toBeLessThanOrEqual((errors[index - 1] ?? 0) + SLACK);
      }),
    );
  });

  it("is known no better than an exchange tells: its middle, by half of the round trip", () => {
    expect(clockOf([{ askedAt: NOW, answeredAt: NOW + 900, told: NOW + 1_450 }])).toEqual({
      offsetMs: 1_000,
      errorMs: 450,
    });
  });

  it("is not known when exchanges contradict each other, or there was none", () => {
    const one = { askedAt: NOW, answeredAt: NOW + 100, told: NOW + 50 };
    expect(clockOf([one, { askedAt: NOW + 200, answeredAt: NOW + 300, told: NOW + 7_250 }])).toBeUndefined();
    expect(clockOf([])).toBeUndefined();
  });

  it("is apart from another by the difference, and by what neither knows", () => {
    fc.assert(
      fc.property(offset, offset, delays, delays, (one, other, waits, otherWaits) => {
        const [a, b] = [clockOf(exchanges(one, waits)), clockOf(exchanges(other, otherWaits))];
        if (!a || !b) throw new Error("a clock was not known");
        const facts = apart(a, b);
        expect(Math.abs(facts.offsetMs - (one - other))).toBeLessThanOrEqual(facts.errorMs + 2 * SLACK);
      }),
    );
  });
});

/** The finding of hubs of which the second is off by `offsetMs`, asked with these round trips. */
function found(offsetMs: number, ...tripsMs: number[]) {
  const collection: Collection = collectionOf(new Map([[INDEX_FILE, healthy.get(INDEX_FILE) ?? ""]]), 0);
  const hosts = new Map(
    plan.hubs.map(({ name }, index) => {
      const all = exchanges(
        index * offsetMs,
        tripsMs.map((trip) => [10, trip / 2, trip / 2] as const),
      );
      const captures = all.map(({ told, ...times }, n) => {
        const output = { seen: `${(told / 1000).toFixed(9)}\n` };
        return [n === 0 ? "clock" : `clock-${n + 1}`, { ...times, output }] as const;
      });
      return [name, new Map(captures)] as const;
    }),
  );
  const [finding] = validate(plan, { ...collection, hosts }, ["clocks"]).findings;
  return `${finding?.verdict}: ${finding?.seen}`;
}

describe("clocks.hubs", () => {
  it.each([
    ["quick answers", found(100, 20), "pass: 100 ms apart, give or take 20 ms"],
    ["slow answers that tell enough", found(100, 390), "pass: 100 ms apart, give or take 390 ms"],
    ["one quick answer among slow ones", found(0, 900, 300, 1_200), "pass: 0 ms apart, give or take 300 ms"],
    ["slow answers about clocks far apart", found(7_000, 1_500), "fail: 7000 ms apart, give or take 1500 ms"],
    [
      "answers too slow to tell",
      found(0, 1_300, 1_100, 1_200),
      "unknown: 0 ms apart, give or take 1100 ms: the hubs answered too slowly to tell; `chronyc tracking` on both does",
    ],
    [
      "clocks near the limit",
      found(490, 20),
      "unknown: 490 ms apart, give or take 20 ms: the hubs answered too slowly to tell; `chronyc tracking` on both does",
    ],
  ])("%s", (_what, seen, expected) => expect(seen).toBe(expected));

  it("is unknown when a clock was set meanwhile", () => {
    const hosts = new Map(
      plan.hubs.map(({ name }) => {
        const times = { askedAt: NOW, answeredAt: NOW + 10 };
        const clock = { ...times, output: { seen: "1795371247.900000000\n" } };
        return [
          name,
          new Map([
            ["clock", clock],
            ["clock-2", { ...times, output: { seen: "1795371240.9\n" } }],
          ]),
        ] as const;
      }),
    );
    const collection = collectionOf(new Map([[INDEX_FILE, healthy.get(INDEX_FILE) ?? ""]]), 0);
    const [finding] = validate(plan, { ...collection, hosts }, ["clocks"]).findings;
    expect(finding).toMatchObject({ verdict: "unknown", seen: "a clock was set while this one was asked" });
  });
});
