import { describe, expect, it } from "vitest";
import { parseBgpRoutesText, parseBgpSummaryText, parseRibText } from "../../src/observe/index.ts";
import { captureReader, SITES } from "./captures.ts";

const { factsOf } = captureReader("overlay", 15);

describe("show ip bgp summary", () => {
  const minutes = (count: number, seconds: number): number => (count * 60 + seconds) * 1000;
  const hubs: [string, number[]][] = [
    ["DC1-SP1", [minutes(0, 21), minutes(0, 18), minutes(0, 16)]],
    ["DC1-SP2", [minutes(25, 9), minutes(25, 22), minutes(24, 58)]],
  ];
  it.each(hubs)("on %s: three sessions", (hub, uptimes) => {
    const facts = factsOf(`bgp-summary.${hub}`, parseBgpSummaryText);
    const peers = SITES.map((site, at) => ({
      address: `10.100.${site}.2`,
      asn: 65100 + site,
      state: "Established",
      established: true,
      prefixesReceived: 1,
      prefixesSent: 4,
      uptimeMs: uptimes[at],
      description: `SITE${site}-LF1`,
    }));
    expect(facts).toEqual({ routerId: "1.1.1.1", asn: 65000, peers });
  });

  it.each([
    [1, minutes(6, 18)],
    [2, minutes(7, 8)],
    [3, minutes(7, 45)],
  ])("on SITE%i-LF1: the hub", (site, uptimeMs) => {
    expect(factsOf(`bgp-summary.SITE${site}-LF1`, parseBgpSummaryText)).toEqual({
      routerId: `1.1.1.1${site}`,
      asn: 65100 + site,
      peers: [
        {
          address: `10.100.${site}.1`,
          asn: 65000,
          state: "Established",
          established: true,
          prefixesReceived: 3,
          prefixesSent: 4,
          uptimeMs,
          description: "DC1-SP1",
        },
      ],
    });
  });
});

describe("show ip bgp", () => {
  const route = (owner: number, nextHop: string | undefined, asPath: number[]) => ({
    prefix: `172.16.${owner}.1/32`,
    valid: true,
    best: true,
    asPath,
    nextHop,
    peer: undefined,
  });

  it.each(["DC1-SP1", "DC1-SP2"])("on %s: its loopback and the sites'", (hub) => {
    const sites = SITES.map((site) => route(site, `10.100.${site}.2`, [65100 + site]));
    expect(factsOf(`bgp-routes.${hub}`, parseBgpRoutesText)).toEqual({
      routerId: "1.1.1.1",
      asn: 65000,
      routes: [route(0, undefined, []), ...sites],
    });
  });

  it.each(SITES)("on SITE%i-LF1: the other sites through the hub", (site) => {
    const hub = `10.100.${site}.1`;
    const sites = SITES.map((other) =>
      other === site ? route(site, undefined, []) : route(other, hub, [65000, 65100 + other]),
    );
    // These captures begin with the table: what stands above it is not known.
    expect(factsOf(`bgp-routes.SITE${site}-LF1`, parseBgpRoutesText)).toEqual({
      routerId: undefined,
      asn: undefined,
      routes: [route(0, hub, [65000]), ...sites],
    });
  });
});

describe("show ip route bgp", () => {
  const minute = 60;
  const tables: [string, boolean, [number, string, string, number][]][] = [
    ["DC1-SP1", false, SITES.map((site, at) => [site, `10.100.${site}.2`, `wg${at}`, [70, 67, 65][at] ?? 0])],
    ["DC1-SP2", false, SITES.map((site, at) => [site, `10.100.${site}.2`, `wg${at}`, [3455, 3468, 3444][at] ?? 0])],
    ...SITES.map((site): [string, boolean, [number, string, string, number][]] => {
      const ages = [[], [33, 31, 28], [17, 17, 15], [56, 56, 56]][site] ?? [];
      const others = [0, ...SITES].filter((other) => other !== site);
      const since = (site === 1 ? 6 : 7) * minute;
      return [
        `SITE${site}-LF1`,
        true,
        others.map((other, at) => [other, `10.100.${site}.1`, "wg0", since + (ages[at] ?? 0)]),
      ];
    }),
  ];
  it.each(tables)("on %s: selected and in the kernel: %s", (host, used, rows) => {
    expect(factsOf(`rib.${host}`, parseRibText)).toEqual({
      routes: rows.map(([owner, gateway, name, age]) => ({
        prefix: `172.16.${owner}.1/32`,
        selected: used,
        distance: 20,
        metric: 0,
        nextHops: [{ gateway, interface: name, installed: used }],
        ageMs: age * 1000,
      })),
    });
  });
});
