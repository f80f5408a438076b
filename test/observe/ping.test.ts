import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPingReader, parsePing } from "../../src/observe/index.ts";
import { allFixtures, fixture } from "./fixtures.ts";

describe("parsePing", () => {
  it("reads replies and the summary", () => {
    const { facts, unread } = parsePing(fixture("ping.steady.txt"));
    expect(unread).toEqual([]);
    expect(facts.errors).toEqual([]);
    expect(facts.summary).toEqual({ sent: 5, received: 5 });
    expect(facts.replies.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect(facts.replies[3]).toMatchObject({ seq: 4, rttMs: 1.02, ttl: 63, duplicate: false });
    expect(facts.replies[0]?.at).toBeCloseTo(1795345376774.226, 3);
  });

  it("flags replies that came twice", () => {
    const { facts, unread } = parsePing(fixture("ping.duplicates.txt"));
    expect(unread).toEqual([]);
    expect(facts.replies.map(({ seq, duplicate }) => [seq, duplicate])).toEqual([
      [1, false],
      [1, true],
      [2, false],
      [2, true],
      [3, false],
    ]);
    expect(facts.summary).toEqual({ sent: 3, received: 3 });
  });

  it("reads ICMP errors", () => {
    const { facts, unread } = parsePing(fixture("ping.unreachable.txt"));
    expect(unread).toEqual([]);
    expect(facts.replies).toEqual([]);
    expect(facts.summary).toEqual({ sent: 5, received: 0 });
    expect(facts.errors).toHaveLength(5);
    expect(facts.errors[4]).toMatchObject({ seq: 5, from: "172.31.77.50", text: "Destination Host Unreachable" });
    expect(facts.errors[4]?.at).toBeCloseTo(1795345433907.562, 3);
  });

  it("reads probes that were not answered in time", () => {
    const { facts, unread } = parsePing(fixture("ping.outstanding.txt"));
    expect(unread).toEqual([]);
    expect(facts.errors.map(({ seq, text }) => [seq, text])).toEqual(
      [1, 2, 3, 4, 5].map((seq) => [seq, "no answer yet"]),
    );
  });

  // The kernel's WireGuard refuses a packet for which it has no peer; wireguard-go, which the fixtures come from, drops it silently.
  it.each(["sendmsg: Required key not available", "connect: Network is unreachable"])("reads ping: %s", (text) => {
    expect(parsePing(`ping: ${text}\n`)).toEqual({
      facts: { replies: [], errors: [{ at: undefined, seq: undefined, from: undefined, text }], summary: undefined },
      unread: [],
    });
  });

  it.each([
    "64 bytes from 172.16.2.1: icmp_seq=1 ttl=63 time=0.932 ms",
    "[1795345376.774226] 64 bytes from 172.16.2.1: icmp_seq=1 ttl=63",
    "[1795345376.774226] 64 bytes from 172.16.2.1: icmp_se",
  ])("leaves a reply without a time or cut short unread: %s", (line) => {
    const { facts, unread } = parsePing(line);
    expect(facts.replies).toEqual([]);
    expect(unread).toEqual([{ line: 1, text: line }]);
  });

  it("counts on where ICMP's sequence numbers start again", () => {
    const line = (seq: number) => `[1.0] 64 bytes from 10.0.0.1: icmp_seq=${seq} ttl=63 time=1.0 ms\n`;
    const { facts } = parsePing([1, 30000, 60000, 65535, 0, 65533, 1, 30000, 60000, 65535, 0].map(line).join(""));
    expect(facts.replies.map(({ seq }) => seq)).toEqual([
      1, 30000, 60000, 65535, 65536, 65533, 65537, 95536, 125536, 131071, 131072,
    ]);
  });
});

describe("createPingReader", () => {
  it("reads the same however the output is cut", () => {
    const text = allFixtures().join("\n");
    const whole = parsePing(text);
    expect(whole.facts.replies.length).toBeGreaterThan(9);
    expect(whole.unread.length).toBeGreaterThan(9);
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 60 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), text.length];
        const reader = createPingReader();
        const streamed = at.slice(1).flatMap((end, index) => reader.push(text.slice(at[index], end)));
        const { facts, unread } = reader.finish();
        expect({ facts, unread }).toEqual(whole);
        expect(streamed).toEqual(whole.facts.replies);
      }),
      { numRuns: 50 },
    );
  });
});
