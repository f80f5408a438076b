import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  parseBgpRoutes,
  parseBgpSummary,
  parseIpRoutes,
  parsePing,
  parsePrefixLists,
  parseTraceroute,
  parseWgCapture,
  parseWgDump,
  type Reading,
} from "../../src/observe/index.ts";
import { allFixtures } from "./fixtures.ts";

const parsers: [string, (text: string) => Reading<object>][] = [
  ["parseWgDump", parseWgDump],
  ["parseWgCapture", parseWgCapture],
  ["parsePing", parsePing],
  ["parseTraceroute", parseTraceroute],
  ["parseBgpSummary", parseBgpSummary],
  ["parseBgpRoutes", parseBgpRoutes],
  ["parseIpRoutes", parseIpRoutes],
  ["parsePrefixLists", parsePrefixLists],
];

const fixtures = allFixtures();

/** A program's output with some of it replaced: what a cut, an interleaved error message or another version makes of it. */
const damaged = fc
  .tuple(fc.constantFrom(...fixtures), fc.array(fc.tuple(fc.nat(5000), fc.nat(30), fc.string()), { maxLength: 5 }))
  .map(([text, edits]) => edits.reduce((t, [at, length, by]) => t.slice(0, at) + by + t.slice(at + length), text));

function expectReading(reading: Reading<object>, text: string): void {
  const lines = text.split("\n").length;
  expect(typeof reading.facts).toBe("object");
  for (const { line, text: shown } of reading.unread) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines);
    expect(shown.length).toBeLessThanOrEqual(203);
  }
}

describe.each(parsers)("%s", (_, parse) => {
  it("takes any text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => expectReading(parse(text), text)));
  });

  it("takes any JSON", () => {
    fc.assert(fc.property(fc.json(), (text) => expectReading(parse(text), text)));
  });

  it("takes damaged output", () => {
    expect(fixtures.length).toBeGreaterThan(15);
    fc.assert(
      fc.property(damaged, (text) => expectReading(parse(text), text)),
      { numRuns: 500 },
    );
  });

  // Texts that make a parser slow when it goes over them again and again: at a megabyte that would take minutes.
  it.each([
    ["blanks", " "],
    ["digits", "1"],
    ["newlines", "\n"],
    ["tabs", "\t"],
    ["brackets", "["],
    ["stars", " 1 * "],
    ["replies", "[1.0] 64 bytes from 10.0.0.1: icmp_seq=1 ttl=1 time=1 ms"],
    ["reply lines", "[1.0] 64 bytes from 10.0.0.1: icmp_seq=1 ttl=1 time=1 ms\n"],
    ["error lines", "From 10.0.0.1 icmp_seq=1 Destination Host Unreachable\n"],
    ["packets", "1.1 eth0 In IP 1.1.1.1.1 > 1.1.1.1.1: UDP, length 148"],
  ])("takes a megabyte of %s in a moment", (_name, piece) => {
    const text = piece.repeat(1_000_000 / piece.length);
    const began = performance.now();
    const reading = parse(text);
    expect(performance.now() - began).toBeLessThan(1_500);
    expect(reading.unread.length).toBeLessThanOrEqual(text.split("\n").length);
  });
});
