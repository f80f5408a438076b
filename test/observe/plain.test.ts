import { describe, expect, it } from "vitest";
import {
  type BgpSummaryFacts,
  isJson,
  parseBgpRoutes,
  parseBgpRoutesText,
  parseBgpSummary,
  parseBgpSummaryText,
  parseIpRoutes,
  parseIpRoutesText,
  parseLinks,
  parseLinksText,
  parseRib,
  parseRibText,
  type Reading,
} from "../../src/observe/index.ts";
import { capture, fixture } from "./fixtures.ts";

/** Facts without what differs: plain paths do not name who sent them, and the two commands ran one after the other. */
function comparable(facts: object): unknown {
  return JSON.parse(
    JSON.stringify(facts, (name, value) => (/^(?:peer|uptimeMs|establishedAt|ageMs)$/.test(name) ? undefined : value)),
  );
}

describe("the plain and the JSON form of a command give the same facts", () => {
  const pairs: [string, (text: string) => Reading<object>, (text: string) => Reading<object>, number][] = [
    ["bgp-summary.multipath", parseBgpSummary, parseBgpSummaryText, 3],
    ["bgp-routes.multipath", parseBgpRoutes, parseBgpRoutesText, 5],
    ["rib.multipath", parseRib, parseRibText, 2],
    ["ip-route.multipath", parseIpRoutes, parseIpRoutesText, 8],
    ["ip-addr.mixed", parseLinks, parseLinksText, 3],
    ["ip-link.mixed", parseLinks, parseLinksText, 3],
  ];
  it.each(pairs)("%s", (name, json, plain, count) => {
    const [whole, text] = [fixture(`${name}.json`), fixture(`${name}.txt`)];
    expect([isJson(whole), isJson(text)]).toEqual([true, false]);
    const [expected, seen] = [json(whole), plain(text)];
    expect([expected.unread, seen.unread]).toEqual([[], []]);
    expect(comparable(seen.facts)).toEqual(comparable(expected.facts));
    expect(Object.values(seen.facts).find(Array.isArray)).toHaveLength(count);
  });
});

describe("parseBgpRoutesText", () => {
  it("reads several paths of one prefix, and a prefix with a line of its own", () => {
    const { routes } = parseBgpRoutesText(fixture("bgp-routes.multipath.txt")).facts;
    expect(routes.map(({ prefix, nextHop, best }) => [prefix, nextHop, best])).toEqual([
      ["172.16.0.1/32", undefined, true],
      ["172.16.1.1/32", "10.100.2.2", false],
      ["172.16.1.1/32", "10.100.1.2", true],
      ["192.168.100.128/25", "10.100.2.2", false],
      ["192.168.100.128/25", "10.100.1.2", true],
    ]);
  });

  it("finds the columns by the header, wherever they stand", () => {
    const text = capture("bgp-routes.SITE1-LF1");
    const indented = text.replaceAll(/^/gm, "  ");
    expect(parseBgpRoutesText(indented).facts).toEqual(parseBgpRoutesText(text).facts);
  });

  const header = "   Network          Next Hop            Metric LocPrf Weight Path\n";
  it("knows what is stale, and what has no valid next hop", () => {
    const rows = [
      "S> 172.16.1.1/32    10.100.1.2               0             0 65101 i",
      "   172.16.2.1/32    10.100.2.2               0    100      0 65102 ?",
    ];
    const { facts, unread } = parseBgpRoutesText(header + rows.join("\n"));
    expect(unread).toEqual([]);
    expect(facts.routes.map(({ valid, best, asPath }) => [valid, best, asPath])).toEqual([
      [true, true, [65101]],
      [false, false, [65102]],
    ]);
  });

  it.each([
    "*> 172.16.1.1/32    10.100.1.2               0             0 65101 {65001} i",
    "*> 172.16.1.1/32    10.100.1.2               0",
    "*>                  10.100.1.2               0             0 65101 i",
    "Default BGP instance not found",
  ])("leaves %s unread", (line) => {
    expect(parseBgpRoutesText(header + line)).toEqual({
      facts: { routerId: undefined, asn: undefined, routes: [] },
      unread: [{ line: 2, text: line }],
    });
  });
});

describe("parseBgpSummaryText", () => {
  it("joins rows that a narrow page broke, and skips the command", () => {
    const text = capture("bgp-summary.DC1-SP1");
    const broken = text.replaceAll(/ {8}(?=4 SITE)| (?=PfxSnt)/g, "\n        ");
    expect(broken.split("\n")).toHaveLength(text.split("\n").length + 4);
    const pasted = `root@DC1-SP1:~# sudo vtysh -c "show ip bgp summary"\n${broken}`;
    expect(parseBgpSummaryText(pasted)).toEqual(parseBgpSummaryText(text));
  });

  const row = (end: string): string => `DC1(10.100.1.1)  4  65000  15  15  0  0  0 ${end}`;
  it.each([
    [row("never Idle (Admin)        0 N/A"), "Idle (Admin)", undefined, undefined],
    [row("00:00:05 (Policy) (Policy) hub"), "Established", 5000, "hub"],
    [row("1d02h03m            3        4 the hub"), "Established", 93_780_000, "the hub"],
    [row("01w2d03h            3        4 the hub"), "Established", 788_400_000, "the hub"],
  ])("reads %s", (line, state, uptimeMs, description) => {
    const { facts, unread } = parseBgpSummaryText(line);
    expect(unread).toEqual([]);
    expect(facts.peers).toMatchObject([{ address: "10.100.1.1", asn: 65000, state, uptimeMs, description }]);
  });

  it("tells the same uptimes as the JSON form, in whole seconds", () => {
    const uptimes = (reading: Reading<BgpSummaryFacts>) => reading.facts.peers.map(({ uptimeMs }) => uptimeMs);
    expect(uptimes(parseBgpSummaryText(fixture("bgp-summary.multipath.txt")))).toEqual([undefined, 8000, 8000]);
    // It ran when the next second had begun.
    expect(uptimes(parseBgpSummary(fixture("bgp-summary.multipath.json")))).toEqual([undefined, 9000, 9000]);
  });

  it("reads a router without BGP as one without peers, and says what it could not read", () => {
    expect(parseBgpSummaryText("% BGP instance not found\n")).toMatchObject({ facts: { peers: [] }, unread: [] });
    const stopped = fixture("bgp-summary.stopped.txt");
    expect(parseBgpSummaryText(stopped).unread).toEqual([{ line: 1, text: stopped.trim() }]);
  });
});

describe("parseRibText", () => {
  it("reads a next hop that another route leads to, and a route to nowhere", () => {
    const { facts, unread } = parseRibText(
      [
        "B>  10.0.0.0/8 [200/0] via 10.1.1.1 (recursive), weight 1, 00:00:03",
        "  *                      via 10.0.0.1, eth0, weight 1, 00:00:03",
        "B>* 10.9.0.0/16 [20/5] unreachable (blackhole), weight 1, 01w2d03h",
        "B   10.8.0.0/16 [20/0] via 10.0.0.9 inactive, weight 1, 00:00:03",
      ].join("\n"),
    );
    expect(unread).toEqual([]);
    expect(facts.routes.map(({ nextHops }) => nextHops)).toEqual([
      [
        { gateway: "10.1.1.1", interface: undefined, installed: false },
        { gateway: "10.0.0.1", interface: "eth0", installed: true },
      ],
      [{ gateway: undefined, interface: undefined, installed: true }],
      [{ gateway: "10.0.0.9", interface: undefined, installed: false }],
    ]);
  });

  it.each(["S>* 10.0.0.0/8 [1/0] via 10.1.1.1, eth0, weight 1, 00:00:03", "B>* 10.0.0.0/8 [20/0] via"])(
    "leaves %s unread",
    (line) => {
      expect(parseRibText(line)).toEqual({ facts: { routes: [] }, unread: [{ line: 1, text: line }] });
    },
  );
});

describe("plain ip", () => {
  it.each(["Cannot open network namespace", "10.0.0.0/8 dev", "10.0.0.0/8 dev wg0 what 7", "fe80::/64 dev wg0"])(
    "leaves the route %s unread",
    (line) => {
      expect(parseIpRoutesText(line)).toEqual({ facts: { routes: [] }, unread: [{ line: 1, text: line }] });
    },
  );

  it("reads links that a narrow page broke, between the commands that printed them", () => {
    const text = capture("ip-addr.DC1-SP1");
    const pasted = text
      .replaceAll(" default qlen", "\n        default qlen")
      .replaceAll(/^\d+: (wg\d)/gm, "$ ip addr show $1\n$&");
    expect(pasted.split("\n")).toHaveLength(text.split("\n").length + 6);
    expect(parseLinksText(pasted)).toEqual(parseLinksText(text));
  });

  it("skips what iproute2 prints of a link that it was not asked for, and says which it could not read", () => {
    const lo = { ifname: "lo", mtu: 65536, flags: ["UP"], addr_info: [{ family: "inet" }] };
    const { facts, unread } = parseLinks(JSON.stringify([{}, lo, { ifname: "eth0" }]));
    expect(facts.links.map(({ name }) => name)).toEqual(["lo"]);
    expect(unread.map(({ text }) => text)).toEqual(["[1].addr_info[0]", "[2]"]);
  });
});
