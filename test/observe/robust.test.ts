import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as observe from "../../src/observe/index.ts";
import { allFixtures } from "./fixtures.ts";

/** For what tells ages only: epoch seconds. */
const TAKEN_AT = 1_770_000_000;

type Parser = (text: string, takenAt: number) => observe.Reading<object>;

/** Every parser of the room, by name. */
const parsers = Object.entries(observe).filter(([name]) => name.startsWith("parse")) as [string, Parser][];

const fixtures = allFixtures();

/** A program's output with some of it replaced: what a cut, an interleaved error message or another version makes of it. */
const damaged = fc
  .tuple(fc.constantFrom(...fixtures), fc.array(fc.tuple(fc.nat(5000), fc.nat(30), fc.string()), { maxLength: 5 }))
  .map(([text, edits]) => edits.reduce((t, [at, length, by]) => t.slice(0, at) + by + t.slice(at + length), text));

function expectReading(reading: observe.Reading<object>, text: string): void {
  const lines = text.split("\n").length;
  expect(typeof reading.facts).toBe("object");
  for (const { line, text: shown } of reading.unread) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines);
    expect(shown.length).toBeLessThanOrEqual(203);
  }
}

it("the room has parsers", () => {
  expect(parsers.length).toBeGreaterThan(19);
});

describe.each(parsers)("%s", (_, parser) => {
  const parse = (text: string) => parser(text, TAKEN_AT);

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
    ["rows that go on", "B>* 10.0.0.0/8\n  x"],
    ["routes", "10.0.0.0/8 via 10.0.0.1 dev wg0 "],
    ["next hops", "10.0.0.0/8\n\tnexthop via 10.0.0.1 dev wg0\n"],
    ["links", "1: wg0: <UP> mtu 1420 state UP\n    inet 10.0.0.1/8\n"],
    ["link flags", "1: wg0: <UP,"],
    ["sessions", "10.0.0.1 4 65000 1 1 1 1 1 00:00:01 1 1 x\n"],
    [
      "paths",
      "   Network          Next Hop            Metric LocPrf Weight Path\n*> 10.0.0.0/8       10.0.0.1  0 0 65000 i\n",
    ],
    ["ASes", "   Network          Next Hop            Metric LocPrf Weight Path 65000"],
    ["table rows", "B>* 10.0.0.0/8 [20/0] via 10.0.0.1, wg0, weight 1, 00:00:01\n"],
    ["commas", "B>* 10.0.0.0/8 [20/0] via 10.0.0.1, "],
    ["interfaces", "interface: wg0\n  listening port: 1\n"],
    ["durations", "  latest handshake: 1 minute, 1 second, "],
    ["key letters", "abcdefghijk "],
    ["settings", "net.ipv4.ip_forward = 1\n"],
    ["rules", "-A INPUT -p udp -j ACCEPT\n"],
    ["quotation marks", '-A INPUT "\\" '],
    ["prompts", "# sudo $ wg "],
    ["members", '{"a":['],
  ])("takes a megabyte of %s in a moment", (_name, piece) => {
    const text = piece.repeat(1_000_000 / piece.length);
    const began = performance.now();
    const reading = parse(text);
    expect(performance.now() - began).toBeLessThan(1_500);
    expect(reading.unread.length).toBeLessThanOrEqual(text.split("\n").length);
  });

  it("takes JSON that is nested as deep as a megabyte allows", () => {
    const deep = "[".repeat(400_000) + "]".repeat(400_000);
    const rule = `{"rule":{"family":"ip","table":"t","chain":"c","expr":[{"match":{"op":"==","left":1,"right":${deep}}}]}}`;
    for (const text of [deep, `{"nftables":[${rule}]}`]) expect(typeof parse(text).facts).toBe("object");
  });
});
