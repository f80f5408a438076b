import { describe, expect, it } from "vitest";
import { parseBgpRoutes, parseBgpSummary } from "../../src/observe/index.ts";
import { fixture } from "./fixtures.ts";

describe("parseBgpSummary", () => {
  it("reads established sessions", () => {
    const { facts, unread } = parseBgpSummary(fixture("bgp-summary.hub.json"));
    expect(unread).toEqual([]);
    expect([facts.routerId, facts.asn]).toEqual(["1.1.1.1", 65000]);
    expect(facts.peers.map((peer) => [peer.address, peer.asn, peer.description])).toEqual([
      ["10.100.1.2", 65101, "SITE1-LF1"],
      ["10.100.2.2", 65102, "SITE2-LF1"],
      ["10.100.3.2", 65103, "SITE3-LF1"],
    ]);
    for (const peer of facts.peers) {
      expect(peer).toMatchObject({ state: "Established", established: true, prefixesReceived: 1, prefixesSent: 4 });
      expect(peer.uptimeMs).toBe(37_000);
    }
  });

  it("reads sessions that are not established: they have no uptime", () => {
    const { facts } = parseBgpSummary(fixture("bgp-summary.standby.json"));
    expect(facts.peers).toHaveLength(3);
    for (const peer of facts.peers) {
      expect(peer).toMatchObject({ state: "Connect", established: false, prefixesReceived: 0, uptimeMs: undefined });
    }
  });

  it("reads a router without BGP as one without peers", () => {
    expect(parseBgpSummary(fixture("bgp-summary.unconfigured.json"))).toEqual({
      facts: { routerId: undefined, asn: undefined, peers: [] },
      unread: [],
    });
  });

  it.each([
    [fixture("bgp-summary.stopped.txt"), "Exiting: failed to connect to any daemons."],
    [fixture("bgp-summary.hub.json").slice(0, 100), "{"],
    ["[]", "[]"],
    ['{"ipv4Unicast":{"peers":{"10.0.0.1":{"state":"Established"}}}}', 'ipv4Unicast.peers["10.0.0.1"]'],
    ['{"ipv4Unicast":{"peers":{"10.0.0.1":7}}}', 'ipv4Unicast.peers["10.0.0.1"]'],
  ])("says what it could not read: %s", (text, unread) => {
    const reading = parseBgpSummary(text);
    expect(reading.facts.peers).toEqual([]);
    expect(reading.unread).toEqual([{ line: 1, text: unread }]);
  });
});

describe("parseBgpRoutes", () => {
  it("reads a site's table: its own loopback, the hub's, the other sites' through the hub", () => {
    const { facts, unread } = parseBgpRoutes(fixture("bgp-routes.site.json"));
    expect(unread).toEqual([]);
    expect([facts.routerId, facts.asn]).toEqual(["1.1.1.11", 65101]);
    const through = { valid: true, best: true, nextHop: "10.100.1.1", peer: "10.100.1.1" };
    expect(facts.routes).toEqual([
      { ...through, prefix: "172.16.0.1/32", asPath: [65000] },
      { prefix: "172.16.1.1/32", valid: true, best: true, asPath: [], nextHop: undefined, peer: undefined },
      { ...through, prefix: "172.16.2.1/32", asPath: [65000, 65102] },
      { ...through, prefix: "172.16.3.1/32", asPath: [65000, 65103] },
    ]);
  });

  it("reads a hub's table", () => {
    const { facts } = parseBgpRoutes(fixture("bgp-routes.hub.json"));
    expect(facts.routes.map((route) => route.asPath)).toEqual([[], [65101], [65102], [65103]]);
  });

  it.each([
    [fixture("bgp-routes.unconfigured.json"), "Default BGP instance not found"],
    ['{"routes":{"10.0.0.0/8":[{"path":"65000 {65001}"}]}}', 'routes["10.0.0.0/8"]'],
    ['{"routes":{"10.0.0.0/8":{}}}', 'routes["10.0.0.0/8"]'],
  ])("says what it could not read: %s", (text, unread) => {
    const reading = parseBgpRoutes(text);
    expect(reading.facts.routes).toEqual([]);
    expect(reading.unread).toEqual([{ line: 1, text: unread }]);
  });
});
