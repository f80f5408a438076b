import { describe, expect, it } from "vitest";
import { parseIpRoutesText, parseIptables, parseLinksText, parseSysctl, parseWgShow } from "../../src/observe/index.ts";
import { captureReader, SITES } from "./captures.ts";

const { factsOf, textOf } = captureReader("underlay", 18);

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
    const text = textOf("ip-addr.missing");
    expect(parseLinksText(text)).toEqual({ facts: { links: [] }, unread: [{ line: 1, text: text.trim() }] });
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

it("iptables -S: nothing is filtered", () => {
  expect(factsOf("iptables", parseIptables).chains).toEqual(
    ["INPUT", "FORWARD", "OUTPUT"].map((name) => ({ name, policy: "ACCEPT", rules: [] })),
  );
});

it("sysctl: forwarding is on", () => {
  expect([...factsOf("sysctl", parseSysctl).values]).toEqual([["net.ipv4.ip_forward", "1"]]);
});
