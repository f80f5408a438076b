import { describe, expect, it } from "vitest";
import { parseIpRoutes } from "../../src/observe/index.ts";
import { fixture } from "./fixtures.ts";

describe("parseIpRoutes", () => {
  it("reads a site's table: what wg-quick, the kernel and BGP put there", () => {
    const { facts, unread } = parseIpRoutes(fixture("ip-route.site.json"));
    expect(unread).toEqual([]);
    expect(facts.routes.map((route) => [route.destination, route.protocol, route.metric])).toEqual([
      ["0.0.0.0/0", undefined, undefined],
      ["10.100.0.0/16", undefined, undefined],
      ["10.100.1.0/30", "kernel", undefined],
      ["172.16.0.0/16", undefined, undefined],
      ["172.16.0.1/32", "bgp", 20],
      ["172.16.2.1/32", "bgp", 20],
      ["172.16.3.1/32", "bgp", 20],
      ["192.168.1.0/24", "kernel", undefined],
    ]);
    expect(facts.routes[2]).toMatchObject({ type: "unicast", source: "10.100.1.2" });
    expect(facts.routes[4]?.nextHops).toEqual([{ gateway: "10.100.1.1", interface: "wg0" }]);
  });

  it("reads several next hops", () => {
    const { facts } = parseIpRoutes(fixture("ip-route.ecmp.json"));
    const route = facts.routes.find(({ destination }) => destination === "10.50.0.0/16");
    expect(route?.nextHops).toEqual([
      { gateway: "192.168.1.1", interface: "eth0" },
      { gateway: "192.168.1.7", interface: "eth0" },
    ]);
  });

  it("reads an empty table and a route that leads nowhere", () => {
    expect(parseIpRoutes("[]\n")).toEqual({ facts: { routes: [] }, unread: [] });
    const { facts } = parseIpRoutes('[{"type":"blackhole","dst":"198.51.100.99","flags":[]}]');
    expect(facts.routes[0]).toMatchObject({ type: "blackhole", destination: "198.51.100.99/32" });
  });

  it.each([
    ["", ""],
    ["Cannot open network namespace", "Cannot open network namespace"],
    ['{"dst":"default"}', '{"dst":"default"}'],
    ['[{"dst":"somewhere"}]', "[0]"],
    ["[7]", "[0]"],
  ])("says what it could not read: %s", (text, unread) => {
    expect(parseIpRoutes(text)).toEqual({ facts: { routes: [] }, unread: [{ line: 1, text: unread }] });
  });
});
