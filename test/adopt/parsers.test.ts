import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compare, meaningOf, parseFrr, parseHost, parseWgQuick } from "../../src/adopt/index.ts";
import { publicKeyOf } from "../../src/keys/index.ts";
import { HUB_KEY, referenceHosts } from "./reference.ts";

/** A private key that nobody uses. */
const KEY = Buffer.alloc(32, 0x47).toString("base64");

const tunnel = (text: string) => parseWgQuick("h/wg0.conf", text);
const frr = (text: string) => parseFrr("h/frr.conf", text);

/** `7:3 wg-value`. */
const places = (issues: readonly { line: number; column: number; code: string }[]) =>
  issues.map(({ line, column, code }) => `${line}:${column} ${code}`);

describe("parseWgQuick", () => {
  it("reads settings as wg-quick does: any case, comments, lists over several lines", () => {
    const { facts, issues } = tunnel(`[interface]
address=10.0.0.1/24 # the tunnel
ADDRESS = fd00::1/64
ListenPort = 51820
Table = off
PostUp = iptables -A FORWARD -j ACCEPT
PrivateKey = ${KEY}
# BRANCH
[Peer]
PublicKey = ${HUB_KEY}
AllowedIPs = 10.0.0.2, 192.168.7.9/24
allowedips = fd00::2/128
PersistentKeepalive = off
Endpoint = [2001:db8::1]:51820
`);
    expect(issues).toEqual([]);
    const { places, peers, ...own } = facts;
    expect([places.get(""), places.get("Address"), places.get("Table")]).toEqual([
      { line: 1, column: 1 },
      { line: 3, column: 11 },
      { line: 5, column: 9 },
    ]);
    expect(own).toEqual({
      file: "h/wg0.conf",
      interface: "wg0",
      privateKey: "present",
      publicKey: publicKeyOf(KEY),
      addresses: ["10.0.0.1/24", "fd00::1/64"],
      listenPort: 51820,
      mtu: undefined,
      table: "off",
      others: ["PostUp"],
    });
    expect(peers.map(({ places: _, ...peer }) => peer)).toEqual([
      {
        publicKey: HUB_KEY,
        label: "BRANCH",
        allowedIps: ["10.0.0.2/32", "192.168.7.0/24", "fd00::2/128"],
        endpoint: { host: "[2001:db8::1]", port: 51820 },
        keepalive: 0,
        presharedKey: "none",
        presharedDigest: undefined,
      },
    ]);
    expect(peers[0]?.allowedIps.map((prefix) => peers[0]?.places.get(prefix))).toEqual([
      { line: 11, column: 14 },
      { line: 11, column: 24 },
      { line: 12, column: 14 },
    ]);
  });

  it.each(["# BRANCH\n[Peer]", "[Peer] # BRANCH", "[Peer]\n# BRANCH"])("takes a peer's name from %j", (head) => {
    const { facts } = tunnel(`[Interface]\nAddress = 10.0.0.1/30\n${head}\nPublicKey = ${HUB_KEY}\n`);
    expect(facts.peers.map(({ label }) => label)).toEqual(["BRANCH"]);
  });

  it.each([
    ["Address = 10.0.0.1/30", "1:1 wg-outside"],
    ["[Interface]\nAddress = 10.0.0.1/30\n  nonsense", "3:3 wg-line"],
    ["[Interfaces]", "1:1 wg-section"],
    ["[Interface]\nAddress = 10.0.0.1/30\nColour = blue", "3:1 wg-setting"],
    ["[Interface]\nAddress =   10.0.0.256/30", "2:13 wg-value"],
    ["[Interface]\nAddress = 10.0.0.1/30\nListenPort = 70000", "3:14 wg-value"],
    ["[Interface]\nMTU = 1420", "1:1 wg-missing"],
    ["[Interface]\nAddress = 10.0.0.1/30\n[Peer]\nAllowedIPs = 10.0.0.2/32", "3:1 wg-missing"],
    ["[Interface]\nAddress = 10.0.0.1/30\n[Peer]\nPublicKey = AAAA\nEndpoint = nowhere", "4:13 wg-value"],
  ])("says where %j is wrong", (text, place) => {
    expect(places(tunnel(text).issues)).toContain(place);
  });

  it("repeats no line: a key may stand anywhere", () => {
    for (const line of [KEY, `PrivateKey: ${KEY}`, `Privatekay = ${KEY}`, `PublicKey = ${KEY}x`, `[${KEY}]`]) {
      const { issues, facts } = tunnel(`[Interface]\nAddress = 10.0.0.1/30\n[Peer]\n${line}\nPresharedKey = ${KEY}\n`);
      expect(issues.length).toBeGreaterThan(0);
      expect(JSON.stringify({ issues, facts })).not.toContain(KEY.slice(0, 20));
    }
  });
});

describe("parseFrr", () => {
  const facts = (text: string) => frr(text).facts.bgp;

  it("reads BGP wherever it stands, and however it is indented", () => {
    expect(
      facts(`hostname h
ip prefix-list A seq 5 permit any
router bgp 65000
bgp router-id 1.1.1.1
neighbor SITES peer-group
neighbor SITES remote-as 65101
neighbor 10.0.0.2 peer-group SITES
neighbor 10.0.0.6 remote-as external
neighbor 10.0.0.6 description the other one
address-family ipv4 unicast
network 172.16.0.1/32
network 192.168.7.1/24
exit-address-family
exit
router bgp 65000 vrf red
 bgp router-id 9.9.9.9
`),
    ).toEqual({
      asn: 65000,
      routerId: "1.1.1.1",
      networks: ["172.16.0.1/32", "192.168.7.0/24"],
      neighbors: [
        { address: "SITES", asn: 65101, description: undefined },
        { address: "10.0.0.2", asn: 65101, description: undefined },
        { address: "10.0.0.6", asn: undefined, description: "the other one" },
      ],
    });
  });

  it.each([
    ["router bgp many", "1:1 frr-value"],
    ["router bgp 65000\n bgp router-id one", "2:2 frr-value"],
    ["router bgp 65000\n network everything", "2:2 frr-value"],
    ["router bgp 65000\n  neighbor 10.0.0.2 remote-as some", "2:3 frr-value"],
    ["router bgp 65000\n neighbor 10.0.0.2", "2:2 frr-value"],
  ])("says where %j is wrong", (text, place) => {
    expect(places(frr(text).issues)).toEqual([place]);
  });

  it("has no BGP where there is none", () => {
    expect(facts("hostname h\nline vty\n")).toBeUndefined();
  });
});

describe("meaningOf", () => {
  const meaning = (text: string) => meaningOf({ name: "h", tunnels: [], frr: frr(text).facts });

  it("does not mind names, order, indentation and sequence numbers", () => {
    const a = meaning(
      "hostname a\nip prefix-list L seq 5 permit 10.0.0.0/8\nip prefix-list L seq 10 permit 11.0.0.0/8\nrouter bgp 1\n network 10.1.0.0/16\n",
    );
    const b = meaning(
      "ip prefix-list L permit 11.0.0.0/8\nip prefix-list L permit 10.0.0.0/8\nrouter bgp 1\naddress-family ipv4 unicast\nnetwork 10.1.9.0/16\n",
    );
    expect(a.size).toBe(3);
    expect(compare("h", a, b)).toEqual([]);
  });

  it("minds the order of permit and deny", () => {
    const a = meaning("ip prefix-list L seq 5 permit 10.0.0.0/8\nip prefix-list L seq 10 deny any\n");
    const b = meaning("ip prefix-list L seq 5 deny any\nip prefix-list L seq 10 permit 10.0.0.0/8\n");
    expect(compare("h", a, b)).not.toEqual([]);
  });

  it("keeps passwords to itself", () => {
    const [fact] = [...meaning("router bgp 1\n neighbor 10.0.0.2 password hunter2\n").keys()];
    expect(fact).toBe("FRR: router bgp 1 / neighbor 10.0.0.2 password (hidden)");
  });
});

const files = referenceHosts({ hubs: "203.0.113.10", site: (n) => `198.51.100.${n}` }).flatMap((host) => host.files);

/** A file with some of it replaced. */
const damaged = fc
  .tuple(fc.constantFrom(...files), fc.array(fc.tuple(fc.nat(700), fc.nat(30), fc.string()), { maxLength: 6 }))
  .map(([{ text }, edits]) => edits.reduce((t, [at, length, by]) => t.slice(0, at) + by + t.slice(at + length), text));

describe.each([
  ["parseWgQuick", tunnel],
  ["parseFrr", frr],
])("%s", (_, parse) => {
  const expectTotal = (text: string) => {
    const lines = text.split("\n");
    for (const { line, column } of parse(text).issues) {
      expect(line).toBeGreaterThanOrEqual(1);
      expect(column).toBeGreaterThanOrEqual(1);
      expect(column).toBeLessThanOrEqual(Math.max(1, (lines[line - 1] ?? "").length + 1));
    }
  };

  it("takes any text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 400 }), expectTotal));
  });

  it("takes damaged files", () => {
    fc.assert(fc.property(damaged, expectTotal), { numRuns: 500 });
  });

  // At a megabyte, a parser that goes over its text again and again would take minutes.
  it.each([
    " ",
    "=",
    "#",
    "[Peer]\n",
    "neighbor a b\n",
    "router bgp 1\n",
    "ip prefix-list a permit any\n",
    "AllowedIPs = ,",
  ])("takes a megabyte of %j", (part) => {
    const text = `[Interface]\n${part.repeat(1_000_000 / part.length)}`;
    expect(parse(text)).toBeDefined();
    expect(parseHost({ name: "h", files: [{ file: "h/frr.conf", text }] }).facts.name).toBe("h");
  });
});
