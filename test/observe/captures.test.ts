import { afterAll, describe, expect, it } from "vitest";
import {
  parseBgpRoutesText,
  parseBgpSummaryText,
  parseIpRoutesText,
  parseIptables,
  parseLinksText,
  parseRibText,
  parseSysctl,
  parseTraceroute,
  parseUntimedPing,
  parseWgShow,
  type Reading,
} from "../../src/observe/index.ts";
import { capture, captureNames } from "./fixtures.ts";

const seen = new Set<string>();

/** The facts of a capture of which every line is understood. */
function factsOf<Facts>(name: string, parse: (text: string) => Reading<Facts>): Facts {
  const text = capture(name);
  const { facts, unread } = parse(text);
  expect(unread).toEqual([]);
  seen.add(name);
  return facts;
}

/** Sites' numbers: SITE1-LF1 has AS 65101, loopback 172.16.1.1 and tunnel network 10.100.1.0/30. */
const SITES = [1, 2, 3];
const SITE_KEYS = [
  "6IBrUyL5OKE3peUK973ppeNkUkD1FF7hLZ2QsuSAbB4=",
  "oNSHCTw4mBKCPEQVo3cmksfqUVbyzmOLpvUeftOvUzE=",
  "uNDWDSo9o/Eg0W9OSArxkhUkzfslXLH96ewzOsMIdE4=",
];
const HUB_KEY = "YREXmIKOLEvUp8A9gesbe/tM/jd160iv2oXWvizwTSI=";
const TAKEN_AT = 1_770_000_000;
const NAT_PORTS = [42294, 45588, 39958];

const mebi = (count: number): number => Math.round(count * 2 ** 20);
const kibi = (count: number): number => Math.round(count * 2 ** 10);

describe("wg show", () => {
  const hubs: [string, number[], number[], number[]][] = [
    ["DC1-SP1", [33, 116, 63], [79.54, 31.82, 31.79].map(kibi), [mebi(10.96), mebi(11.13), kibi(30.3)]],
    ["DC1-SP2", [134, 11, 152], [46.36, 26.54, 7.55].map(kibi), [13.59, 13.59, 13.66].map(mebi)],
  ];
  it.each(hubs)("on %s: three tunnels, handshakes %j s ago", (hub, ages, received, sent) => {
    const { interfaces } = factsOf(`wg-show.${hub}`, (text) => parseWgShow(text, TAKEN_AT));
    expect(interfaces).toEqual(
      SITES.map((site, at) => ({
        name: `wg${at}`,
        publicKey: HUB_KEY,
        listenPort: 51820 + at,
        peers: [
          {
            publicKey: SITE_KEYS[at],
            endpoint: `198.51.100.1:${NAT_PORTS[at]}`,
            allowedIps: [`10.100.${site}.2/32`, `172.16.${site}.1/32`],
            latestHandshake: TAKEN_AT - (ages[at] ?? 0),
            received: received[at],
            sent: sent[at],
            keepalive: 25,
          },
        ],
      })),
    );
  });

  const sites: [number, number, number, number][] = [
    [1, 35, 77.21, 74.56],
    [2, 53, 43.03, 33.08],
    [3, 166, 31.02, 33.71],
  ];
  it.each(sites)("on SITE%i-LF1: one tunnel, a handshake %i s ago", (site, age, received, sent) => {
    const { interfaces } = factsOf(`wg-show.SITE${site}-LF1`, (text) => parseWgShow(text, TAKEN_AT));
    const peer = {
      publicKey: HUB_KEY,
      endpoint: `203.0.113.1:${51819 + site}`,
      allowedIps: ["10.100.0.0/16", "172.16.0.0/16"],
      latestHandshake: TAKEN_AT - age,
      received: kibi(received),
      sent: kibi(sent),
      keepalive: 25,
    };
    expect(interfaces).toEqual([{ name: "wg0", publicKey: SITE_KEYS[site - 1], listenPort: 51820, peers: [peer] }]);
  });
});

describe("ip addr", () => {
  const mtus: [string, number, string[]][] = [
    ["DC1-SP1", 8921, ["10.100.1.1/30", "10.100.2.1/30", "10.100.3.1/30"]],
    ["DC1-SP2", 8921, ["10.100.1.1/30", "10.100.2.1/30", "10.100.3.1/30"]],
    ["SITE1-LF1", 1420, ["10.100.1.2/30"]],
    ["SITE2-LF1", 1420, ["10.100.2.2/30"]],
    ["SITE3-LF1", 1420, ["10.100.3.2/30"]],
  ];
  it.each(mtus)("on %s: MTU %i, %j", (host, mtu, addresses) => {
    const { links } = factsOf(`ip-addr.${host}`, parseLinksText);
    expect(links).toEqual(
      addresses.map((address, at) => ({
        name: `wg${at}`,
        mtu,
        up: true,
        state: "UNKNOWN",
        flags: ["POINTOPOINT", "NOARP", "UP", "LOWER_UP"],
        addresses: [{ address, family: "inet", scope: "global", peer: undefined }],
      })),
    );
  });

  it("of an interface that wg-quick took away again", () => {
    const text = capture("ip-addr.missing");
    expect(parseLinksText(text)).toEqual({ facts: { links: [] }, unread: [{ line: 1, text: text.trim() }] });
    seen.add("ip-addr.missing");
  });
});

/** Destination, gateway, interface, protocol, source, metric. */
type Row = [string, string?, string?, string?, string?, number?];

function routesOf(host: string): Row[] {
  const { routes } = factsOf(`ip-route.${host}`, parseIpRoutesText);
  return routes.map((route) => {
    expect(route.type).toBe("unicast");
    expect(route.nextHops).toHaveLength(1);
    const [hop] = route.nextHops;
    return [route.destination, hop?.gateway, hop?.interface, route.protocol, route.source, route.metric];
  });
}

describe("ip route", () => {
  const none = undefined;
  const overlay = SITES.flatMap((site): Row[] => [
    [`10.100.${site}.0/30`, none, `wg${site - 1}`, "kernel", `10.100.${site}.1`, none],
    [`172.16.${site}.1/32`, none, `wg${site - 1}`, none, none, none],
  ]).sort(([a], [b]) => (a < b ? -1 : 1));

  it("on DC1-SP1: AllowedIPs, not BGP, lead to the sites", () => {
    const own = "172.31.77.50";
    expect(routesOf("DC1-SP1")).toEqual([
      ["0.0.0.0/0", "172.31.64.1", "ens5", "dhcp", own, 100],
      ...overlay,
      ["172.31.0.2/32", "172.31.64.1", "ens5", "dhcp", own, 100],
      ["172.31.64.0/20", none, "ens5", "kernel", own, 100],
      ["172.31.64.1/32", none, "ens5", "dhcp", own, 100],
    ]);
  });

  it("on DC1-SP2: the same, and two default routes", () => {
    const own = "172.31.67.250";
    expect(routesOf("DC1-SP2")).toEqual([
      ["0.0.0.0/0", "172.31.64.1", "ens5", none, none, none],
      ["0.0.0.0/0", "172.31.64.1", "ens5", "dhcp", own, 100],
      ...overlay,
      ["172.31.0.2/32", "172.31.64.1", "ens5", "dhcp", own, 100],
      ["172.31.64.0/20", none, "ens5", "kernel", own, none],
      ["172.31.64.1/32", none, "ens5", "dhcp", own, 100],
    ]);
  });

  const staticDefault: Row = ["0.0.0.0/0", "192.168.195.2", "ens33", none, none, none];
  const dhcpDefault = (own: string): Row => ["0.0.0.0/0", "192.168.195.2", "ens33", "dhcp", own, 100];
  const sites: [number, Row[], string, number | undefined, string, boolean][] = [
    [1, [dhcpDefault("192.168.195.136")], "192.168.195.136", 100, "192.168.5.130", true],
    [2, [staticDefault, dhcpDefault("192.168.195.135")], "192.168.195.135", 100, "192.168.5.128", true],
    [3, [staticDefault], "192.168.195.134", none, "192.168.5.129", false],
  ];
  it.each(sites)("on SITE%i-LF1: BGP leads to the loopbacks", (site, defaults, own, metric, lan, dhcp) => {
    const others = [0, ...SITES].filter((other) => other !== site);
    expect(routesOf(`SITE${site}-LF1`)).toEqual([
      ...defaults,
      ["10.100.0.0/16", none, "wg0", none, none, none],
      [`10.100.${site}.0/30`, none, "wg0", "kernel", `10.100.${site}.2`, none],
      ["172.16.0.0/16", none, "wg0", none, none, none],
      ...others.map((other): Row => [`172.16.${other}.1/32`, `10.100.${site}.1`, "wg0", "bgp", none, 20]),
      ["192.168.5.0/24", none, "ens38", "kernel", lan, none],
      ["192.168.195.0/24", none, "ens33", "kernel", own, metric],
      ...(dhcp ? [["192.168.195.2/32", none, "ens33", "dhcp", own, none]] : []),
    ]);
  });
});

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

describe("ping", () => {
  const loopback = (host: string): string => (host.startsWith("DC1") ? "172.16.0.1" : `172.16.${host[4]}.1`);
  const runs: [string, string, string, number[]][] = [
    ["before", "SITE1-LF1", "DC1-SP1", [17.7, 18.1, 17.9]],
    ["before", "SITE1-LF1", "SITE2-LF1", [34.5, 35.5, 36.0]],
    ["before", "SITE1-LF1", "SITE3-LF1", [35.6, 36.2, 36.3]],
    ["before", "SITE2-LF1", "DC1-SP1", [17.3, 17.6, 17.3]],
    ["before", "SITE2-LF1", "SITE1-LF1", [35.2, 35.4, 35.6]],
    ["before", "SITE2-LF1", "SITE3-LF1", [34.6, 35.5, 35.9]],
    ["before", "SITE3-LF1", "DC1-SP1", [17.4, 17.8, 17.9]],
    ["before", "SITE3-LF1", "SITE1-LF1", [35.5, 35.8, 35.5]],
    ["before", "SITE3-LF1", "SITE2-LF1", [34.6, 35.5, 35.2]],
    ["after", "SITE1-LF1", "DC1-SP2", [23.3, 22.6, 22.4]],
    ["after", "SITE1-LF1", "SITE2-LF1", [44.5, 44.4, 44.6]],
    ["after", "SITE1-LF1", "SITE3-LF1", [45.0, 44.6, 45.1]],
    ["after", "SITE2-LF1", "DC1-SP2", [22.5, 22.2, 22.8]],
    ["after", "SITE2-LF1", "SITE1-LF1", [44.5, 44.9, 44.6]],
    ["after", "SITE2-LF1", "SITE3-LF1", [45.4, 45.3, 44.8]],
    ["after", "SITE3-LF1", "DC1-SP2", [23.8, 22.4, 22.7]],
    ["after", "SITE3-LF1", "SITE1-LF1", [45.2, 45.0, 44.9]],
    ["after", "SITE3-LF1", "SITE2-LF1", [45.3, 44.9, 44.9]],
  ];
  it.each(runs)("%s, %s to %s: %j ms", (when, from, to, rtts) => {
    const name = `ping.${when}.${from}.${to}`;
    const ttl = to.startsWith("DC1") ? 64 : 63;
    expect(capture(name)).toContain(`PING ${loopback(to)} `);
    expect(factsOf(name, parseUntimedPing)).toEqual({
      replies: rtts.map((rttMs, at) => ({ seq: at + 1, rttMs, ttl, duplicate: false })),
      errors: [],
      summary: { sent: 3, received: 3 },
    });
  });

  it.each([
    ["failover", 48, 12, 28],
    ["failback", 85, 13, 49],
  ])("through the %s: of %i probes none between %i and %i is answered", (name, sent, last, next) => {
    const { replies, summary } = factsOf(`ping.${name}`, parseUntimedPing);
    const answered = Array.from({ length: sent }, (_, at) => at + 1).filter((seq) => seq <= last || seq >= next);
    expect(replies.map(({ seq }) => seq)).toEqual(answered);
    expect(summary).toEqual({ sent, received: answered.length });
  });

  it("where no peer may have the packet", () => {
    const { replies, errors } = factsOf("ping.no-key", parseUntimedPing);
    expect(replies).toEqual([]);
    expect(errors.map(({ seq, from, text }) => [seq, from, text])).toEqual(
      SITES.flatMap((seq) => [
        [seq, "10.20.30.12", "Destination Host Unreachable"],
        [undefined, undefined, "sendmsg: Required key not available"],
      ]),
    );
  });
});

describe("traceroute", () => {
  const runs: [string, number, number, number[][]][] = [
    ["before", 1, 0, [[17.202, 16.99, 16.891]]],
    [
      "before",
      1,
      2,
      [
        [17.055, 16.603, 16.335],
        [33.448, 33.194, 32.944],
      ],
    ],
    [
      "before",
      1,
      3,
      [
        [16.64, 16.414, 16.266],
        [33.28, 33.139, 32.982],
      ],
    ],
    ["before", 2, 0, [[16.942, 16.761, 16.654]]],
    [
      "before",
      2,
      1,
      [
        [17.241, 17.049, 16.933],
        [34.276, 34.164, 34.052],
      ],
    ],
    [
      "before",
      2,
      3,
      [
        [17.138, 16.963, 16.869],
        [34.036, 33.945, 33.847],
      ],
    ],
    ["before", 3, 0, [[16.809, 16.601, 16.461]]],
    [
      "before",
      3,
      1,
      [
        [17.341, 17.323, 17.311],
        [34.016, 33.982, 33.957],
      ],
    ],
    [
      "before",
      3,
      2,
      [
        [16.513, 16.354, 16.265],
        [33.103, 33.019, 32.934],
      ],
    ],
    ["after", 1, 0, [[17.154, 17.064, 16.992]]],
    [
      "after",
      1,
      2,
      [
        [17.204, 16.791, 16.413],
        [33.54, 33.315, 32.872],
      ],
    ],
    [
      "after",
      1,
      3,
      [
        [17.12, 16.691, 16.344],
        [33.108, 32.719, 32.507],
      ],
    ],
    ["after", 2, 0, [[17.013, 16.794, 16.584]]],
    [
      "after",
      2,
      1,
      [
        [17.181, 16.843, 16.621],
        [34.096, 33.947, 33.391],
      ],
    ],
    [
      "after",
      2,
      3,
      [
        [16.756, 16.361, 16.21],
        [34.121, 33.899, 33.702],
      ],
    ],
    ["after", 3, 0, [[16.954, 16.771, 16.48]]],
    [
      "after",
      3,
      1,
      [
        [17.029, 16.834, 16.791],
        [34.024, 33.807, 33.736],
      ],
    ],
    [
      "after",
      3,
      2,
      [
        [16.429, 16.336, 16.098],
        [33.071, 32.857, 32.694],
      ],
    ],
  ];
  it.each(runs)("%s, site %i to %i", (when, from, to, rtts) => {
    const hub = when === "before" ? "DC1-SP1" : "DC1-SP2";
    const target = `172.16.${to}.1`;
    const hops = to === 0 ? [target] : [`10.100.${from}.1`, target];
    const name = `traceroute.${when}.SITE${from}-LF1.${to === 0 ? hub : `SITE${to}-LF1`}`;
    expect(factsOf(name, parseTraceroute)).toEqual({
      target,
      hops: hops.map((address, at) => ({
        hop: at + 1,
        probes: rtts[at]?.map((rttMs) => ({ address, rttMs, error: undefined })),
      })),
    });
  });
});

it("iptables -S: nothing is filtered", () => {
  expect(factsOf("iptables", parseIptables).chains).toEqual(
    ["INPUT", "FORWARD", "OUTPUT"].map((name) => ({ name, policy: "ACCEPT", rules: [] })),
  );
});

it("sysctl: forwarding is on", () => {
  expect([...factsOf("sysctl", parseSysctl).values]).toEqual([["net.ipv4.ip_forward", "1"]]);
});

afterAll(() => {
  expect([...seen].sort()).toEqual(captureNames().sort());
  expect(seen.size).toBe(72);
});
