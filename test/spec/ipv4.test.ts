import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressText, contains, networkOf, subnetOf } from "../../src/spec/index.ts";

describe("networkOf", () => {
  it.each(["010.1.1.1", "10.1", "10.0.0.256", "10.0.0.0/33", "10.0.0.0/08", "::1", "", " 10.0.0.1", "10.0.0.1/"])(
    "refuses %j",
    (text) => expect(() => networkOf(text)).toThrow(RangeError),
  );

  it("finds the network around an address", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 32 }), (number, prefix) => {
        const { cidr, first, last } = networkOf(`${addressText(number)}/${prefix}`);
        expect(last - first + 1).toBe(2 ** (32 - prefix));
        expect(first % 2 ** (32 - prefix)).toBe(0);
        expect(first <= number && number <= last).toBe(true);
        expect(networkOf(cidr)).toEqual({ cidr, first, last, prefix });
      }),
    );
  });
});

describe("subnetOf", () => {
  it("cuts a network into parts that fill it", () => {
    const whole = networkOf("172.31.64.0/19");
    const parts = [0, 1].map((index) => subnetOf(whole, 20, index));
    expect(parts.map((part) => part.cidr)).toEqual(["172.31.64.0/20", "172.31.80.0/20"]);
    expect(parts.every((part) => contains(whole, part))).toBe(true);
  });
});
