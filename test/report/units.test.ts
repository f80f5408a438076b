import { expect, it } from "vitest";
import { count, duration, offset, size, utc } from "../../src/report/units.ts";

it.each([
  [0, "0 ms"],
  [0.3, "under 1 ms"],
  [144.4, "144 ms"],
  [999.4, "999 ms"],
  [999.6, "1.00 s"],
  [15_372, "15.37 s"],
])("%d ms is %s", (ms, text) => {
  expect(duration(ms)).toBe(text);
});

it("an outage is shown within 5 ms", () => {
  for (let ms = 1; ms < 40_000; ms += 7) {
    const [figure = "", unit] = duration(ms).split(" ");
    expect(Math.abs(Number(figure) * (unit === "s" ? 1000 : 1) - ms)).toBeLessThanOrEqual(5.001);
  }
});

it("other units", () => {
  expect([offset(1234.4), offset(-20), offset(-0.2)]).toEqual(["+1.234 s", "\u22120.020 s", "+0.000 s"]);
  expect(utc(Date.parse("2026-11-22T17:31:40.987Z"))).toBe("2026-11-22 17:31:40 UTC");
  expect([size("abc"), size("\u00e9".repeat(1024))]).toEqual(["3 B", "2.0 KiB"]);
  expect([count(1, "pair"), count(9, "pair")]).toEqual(["1 pair", "9 pairs"]);
});
