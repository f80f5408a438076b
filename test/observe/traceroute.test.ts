import { describe, expect, it } from "vitest";
import { parseTraceroute } from "../../src/observe/index.ts";
import { fixture } from "./fixtures.ts";

function addresses(text: string): (string | undefined)[][] {
  return parseTraceroute(text).facts.hops.map((hop) => hop.probes.map((probe) => probe.address));
}

describe("parseTraceroute", () => {
  it("reads the way from site to site: through the hub", () => {
    const { facts, unread } = parseTraceroute(fixture("traceroute.txt"));
    expect(unread).toEqual([]);
    expect(facts.target).toBe("172.16.2.1");
    expect(facts.hops.map(({ hop }) => hop)).toEqual([1, 2]);
    expect(facts.hops[0]?.probes).toEqual(
      [0.724, 0.771, 1.484].map((rttMs) => ({ address: "10.100.1.1", rttMs, error: undefined })),
    );
    expect(facts.hops[1]?.probes.map((probe) => probe.rttMs)).toEqual([1.749, 1.589, 1.465]);
  });

  it("reads names with addresses", () => {
    const named = fixture("traceroute.names.txt").replace("10.100.1.1 (", "hub.example.net (");
    expect(parseTraceroute(named).unread).toEqual([]);
    expect(addresses(named)).toEqual([
      ["10.100.1.1", "10.100.1.1"],
      ["172.16.2.1", "172.16.2.1"],
    ]);
  });

  it("reads hops that do not answer", () => {
    const { facts, unread } = parseTraceroute(fixture("traceroute.unreachable.txt"));
    expect(unread).toEqual([]);
    expect(facts.hops).toHaveLength(30);
    const silent = { address: undefined, rttMs: undefined, error: undefined };
    expect(facts.hops[29]).toEqual({ hop: 30, probes: [silent, silent] });
  });

  it("reads errors", () => {
    const { facts } = parseTraceroute(fixture("traceroute.refused.txt"));
    expect(facts.hops[1]?.probes.map((probe) => probe.error)).toEqual(["H", "H", "H"]);
  });

  it("reads why nothing was sent, which is an answer", () => {
    const refused =
      "traceroute to 172.16.2.1 (172.16.2.1), 5 hops max, 60 byte packets\nsend: Operation not permitted\n";
    const facts = { target: "172.16.2.1", hops: [], errors: ["Operation not permitted"] };
    expect(parseTraceroute(refused)).toEqual({ facts, unread: [] });
    expect(parseTraceroute("connect: Network is unreachable\n").facts.errors).toEqual(["Network is unreachable"]);
  });

  it("keeps the addresses of one hop apart", () => {
    expect(addresses(" 3  * 10.1.1.1  0.5 ms 10.1.1.2  0.6 ms\n")).toEqual([[undefined, "10.1.1.1", "10.1.1.2"]]);
  });

  it.each(["172.16.9.9: Name or service not known", " 1  10.1.1.1  0.5", " 1  what is this", " 7"])(
    "leaves %s unread",
    (line) => {
      expect(parseTraceroute(line)).toEqual({
        facts: { target: undefined, hops: [], errors: [] },
        unread: [{ line: 1, text: line }],
      });
    },
  );
});
