import { describe, expect, it } from "vitest";
import { handshakeCapture, handshakeFilter, parseWgCapture } from "../../src/observe/index.ts";
import { fixture } from "./fixtures.ts";

const site = "198.51.100.1:43074";
const hub = "172.31.77.50:51820";

describe("parseWgCapture", () => {
  it("reads a handshake with its times, and an attempt that nobody answers", () => {
    const { facts, unread } = parseWgCapture(fixture("handshakes.txt"));
    expect(unread).toEqual([]);
    expect(facts.handshakes.map(({ from, to, type }) => [from, to, type])).toEqual([
      [site, hub, "initiation"],
      [hub, site, "response"],
      ["172.31.77.50:51821", "198.51.100.2:51820", "initiation"],
    ]);
    const [initiation, response] = facts.handshakes;
    expect(initiation?.at).toBeCloseTo(1795345386744.937, 3);
    expect((response?.at ?? 0) - (initiation?.at ?? 0)).toBeCloseTo(0.482, 2);
  });

  it("reads a capture on all interfaces", () => {
    const { facts, unread } = parseWgCapture(fixture("handshakes.any.txt"));
    expect(unread).toEqual([]);
    expect(facts.handshakes.map(({ type }) => type)).toEqual(["initiation", "response", "initiation"]);
  });

  it.each([
    "tcpdump: eth0: No such device exists",
    "1795345386.744937 IP 198.51.100.1.43074 > 172.31.77.50.51820: UDP, length 32",
    "1795345386.744937 IP 198.51.100.1.43074 > 172.31.77.50.518",
  ])("leaves %s unread", (line) => {
    expect(parseWgCapture(`\n${line}\n`)).toEqual({ facts: { handshakes: [] }, unread: [{ line: 2, text: line }] });
  });
});

describe("handshakeCapture", () => {
  it("ends with the filter for the ports", () => {
    const ports = { from: 51820, to: 51822 };
    expect(handshakeCapture("eth0", ports).slice(-3)).toEqual(["-i", "eth0", handshakeFilter(ports)]);
    expect(handshakeFilter(ports)).toContain("portrange 51820-51822");
  });
});
