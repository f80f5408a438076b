import { describe, expect, it } from "vitest";
import { checkHosts } from "../../src/adopt/index.ts";
import { type Change, corrected, hostsOf, presharedKey } from "../adopt/mistakes.ts";
import { kernelHasWireGuard, onMachines } from "./mistakes.support.ts";

// What `hubshift check --from` finds in files is shown here with the same files and real wg-quick, ping, ip and FRR: first the failure,
// then, with the files corrected as the hint says, that it is gone.

interface Mistake {
  /** Also the name of the files' folder, and the issue's code. */
  code: string;
  claim: string;
  changes: readonly Change[];
  script: string;
  /** What the script prints with the mistake, and without. */
  wrong: readonly unknown[];
  right: readonly unknown[];
}

const at = (...parts: readonly string[]): string => parts.join("\n");

/** A router like many on the Internet: it drops fragments, and does not say what is too large. */
const BLACK_HOLE = `nft 'table inet hole {
  chain way { type filter hook forward priority -450; ip frag-off & 0x3fff != 0 drop; }
  chain own { type filter hook output priority 0; icmp type destination-unreachable drop; }
}'`;

/** `answer COMMAND...` prints `answered` or `lost`. */
const ANSWER = `answer() { if "$@" >/dev/null 2>&1; then echo answered; else echo lost; fi; }`;

/** Whether the site's call is answered, whether each end has had a handshake, and whether the site has received anything. */
const HANDSHAKE = at(
  ANSWER,
  "machine HUB 203.0.113.1; machine SITE 203.0.113.3",
  "for name in HUB SITE; do at $name wg-quick up wg0 >/dev/null 2>&1; done",
  "received() { at $1 wg show wg0 transfer | cut -f 2; }",
  // A call is 148 bytes. The site repeats it after 5 s, before ping gives up.
  "called() { [ $(received HUB) -ge 148 ]; }",
  "await 15 called; answer at SITE ping -c 1 -W 6 10.100.1.1",
  "for name in HUB SITE; do at $name wg show wg0 latest-handshakes | cut -f 2 | sed 's/^0$/never/; s/^[1-9].*/once/'; done",
  "answer test $(received SITE) -gt 0",
);

const SHAKEN = ["answered", "once", "once", "answered"];

const mistakes: readonly Mistake[] = [
  {
    code: "allowed-ips-miss",
    claim: "BGP routes SITE2's loopback into SITE1's tunnel, and WireGuard has no key for it there",
    changes: [["SITE1/wg0.conf", "172.16.0.1/32", "172.16.0.0/16"]],
    script: at(
      ANSWER,
      "machine HUB 203.0.113.1; machine SITE1 203.0.113.3; machine SITE2 203.0.113.4",
      "at HUB wg-quick up wg0 >/dev/null 2>&1; at HUB wg-quick up wg1 >/dev/null 2>&1",
      "for name in SITE1 SITE2; do at $name wg-quick up wg0 >/dev/null 2>&1; done",
      "for name in HUB SITE1 SITE2; do at $name sysctl -q net.ipv4.ip_forward=1; routing $name; done",
      "route() { at SITE1 ip route show 172.16.2.1 proto bgp | grep -o 'via 10.100.1.1 dev wg0'; }",
      "await 30 route; route",
      "answer at SITE1 ping -c 1 -W 2 -I 172.16.1.1 172.16.0.1",
      "at SITE1 ping -c 1 -W 2 -I 172.16.1.1 172.16.2.1 2>&1 | grep -oE 'Required key not available|0 received|1 received'",
    ),
    wrong: ["via 10.100.1.1 dev wg0", "answered", kernelHasWireGuard ? "Required key not available" : "0 received"],
    right: ["via 10.100.1.1 dev wg0", "answered", "1 received"],
  },
  {
    code: "prefix-claimed-twice",
    claim: "the second tunnel that claims the prefix does not come up",
    changes: [["SITE/wg1.conf", "172.16.0.0/16", "172.17.0.0/16"]],
    script: at(
      "machine SITE 203.0.113.3",
      "at SITE wg-quick up wg0 >/dev/null 2>&1",
      "at SITE wg-quick up wg1 2>&1 | grep -E '^RTNETLINK|route add 172' || true",
      "at SITE ip -brief link show wg1 | cut -d ' ' -f 1 || true",
    ),
    wrong: [
      "[#] ip -4 route add 172.16.0.0/16 dev wg1",
      "RTNETLINK answers: File exists",
      'Device "wg1" does not exist.',
    ],
    right: ["[#] ip -4 route add 172.17.0.0/16 dev wg1", "wg1"],
  },
  {
    code: "prefix-owned-twice",
    claim: "when the hub that owns the prefix last is gone, the other one is there and gets nothing",
    changes: [["SITE/wg0.conf", "10.100.0.2/32, 172.16.0.0/16", "10.100.0.2/32"]],
    script: at(
      ANSWER,
      "machine SITE 203.0.113.3; machine HUB-A 203.0.113.1; machine HUB-B 203.0.113.2",
      "for name in HUB-A HUB-B SITE; do at $name wg-quick up wg0 >/dev/null 2>&1; done",
      "for name in HUB-A HUB-B; do at $name ip address add 172.16.0.1/32 dev lo; done",
      "at SITE wg show wg0 allowed-ips | grep -o '10.100.0.1/32.*'",
      "at HUB-B ip link set eth0 down",
      "answer at SITE ping -c 1 -W 2 10.100.0.1",
      "answer at SITE ping -c 1 -W 2 172.16.0.1",
    ),
    wrong: ["10.100.0.1/32", "answered", "lost"],
    right: ["10.100.0.1/32 172.16.0.0/16", "answered", "answered"],
  },
  {
    code: "standby-not-silent",
    claim: "a standby that calls draws the site away from the hub that serves it",
    changes: ["HUB-A", "HUB-B"].flatMap((hub): Change[] => [
      [`${hub}/wg0.conf`, "Endpoint = 203.0.113.3:51820\n", ""],
      [`${hub}/wg0.conf`, "PersistentKeepalive = 25\n", ""],
    ]),
    script: at(
      ANSWER,
      "machine SITE 203.0.113.3; machine HUB-A 203.0.113.1; machine HUB-B 203.0.113.2",
      "for name in HUB-A SITE; do at $name wg-quick up wg0 >/dev/null 2>&1; done",
      "serving() { at SITE wg show wg0 endpoints | cut -f 2; }",
      "answer at SITE ping -c 1 -W 6 10.100.1.1; serving",
      "at HUB-B wg-quick up wg0 >/dev/null 2>&1",
      "answer at HUB-B ping -c 3 -i 0.5 -W 1 203.0.113.3; serving",
    ),
    wrong: ["answered", "203.0.113.1:51820", "answered", "203.0.113.2:51820"],
    right: ["answered", "203.0.113.1:51820", "answered", "203.0.113.1:51820"],
  },
  {
    code: "mtu-differs",
    claim: "what fits into the larger MTU alone is lost on the way without a word",
    changes: [["HUB/wg0.conf", "8921", "1420"]],
    script: at(
      BLACK_HOLE,
      ANSWER,
      "machine HUB 203.0.113.1 9001; machine SITE 203.0.113.3",
      "for name in HUB SITE; do at $name wg-quick up wg0 >/dev/null 2>&1; done",
      "answer at SITE ping -c 1 -W 6 10.100.1.1",
      "answer at HUB ping -c 1 -W 2 -s 1300 10.100.1.2",
      "answer at HUB ping -c 2 -W 2 -s 3000 10.100.1.2",
      "at HUB ping -c 2 -W 2 -M do -s 3000 10.100.1.2 2>&1 | grep -oE 'message too long, mtu=1420|0 received' | head -n 1",
    ),
    wrong: ["answered", "answered", "lost", "0 received"],
    right: ["answered", "answered", "answered", "message too long, mtu=1420"],
  },
  {
    code: "mtu-unset",
    claim:
      "an end without an MTU takes it from its own network: 8921 in a VPC, and loses what is larger than the site's",
    changes: [["HUB/wg0.conf", "ListenPort = 51820\n", "ListenPort = 51820\nMTU = 1420\n"]],
    script: at(
      BLACK_HOLE,
      ANSWER,
      "machine HUB 203.0.113.1 9001; machine SITE 203.0.113.3",
      "for name in HUB SITE; do at $name wg-quick up wg0 >/dev/null 2>&1; done",
      "answer at SITE ping -c 1 -W 6 10.100.1.1",
      "at HUB cat /sys/class/net/wg0/mtu",
      "answer at HUB ping -c 2 -W 2 -s 3000 10.100.1.2",
    ),
    wrong: ["answered", "8921", "lost"],
    right: ["answered", "1420", "answered"],
  },
  ...(["preshared-key-differs", "preshared-key-missing"] as const).map(
    (code): Mistake => ({
      code,
      claim: "no handshake ever completes: the end that calls counts no byte, the end that is called counts each call",
      changes: [
        code === "preshared-key-differs"
          ? ["SITE/wg0.conf", presharedKey(6), presharedKey(5)]
          : ["HUB/wg0.conf", `PresharedKey = ${presharedKey(5)}\n`, ""],
      ],
      script: HANDSHAKE,
      wrong: ["lost", "never", "never", "lost"],
      right: SHAKEN,
    }),
  ),
  {
    code: "ospf-multicast",
    claim: "no hello of OSPF arrives, and no neighbor appears",
    changes: (
      [
        ["HUB", "10.100.1.2"],
        ["SITE", "10.100.1.1"],
      ] as const
    ).flatMap(([name, neighbor]): Change[] => [
      [`${name}/frr.conf`, " ip ospf area 0\n", " ip ospf area 0\n ip ospf network non-broadcast\n"],
      [`${name}/frr.conf`, "router ospf\n", `router ospf\n neighbor ${neighbor} poll-interval 1\n`],
    ]),
    script: at(
      "machine HUB 203.0.113.1; machine SITE 203.0.113.3",
      "for name in HUB SITE; do at $name wg-quick up wg0 >/dev/null 2>&1; routing $name; done",
      "at SITE ping -c 1 -W 6 10.100.1.1 >/dev/null",
      "neighbors() { at SITE vtysh -c 'show ip ospf neighbor' | grep -c Full; }",
      // Ten intervals of a second: a neighbor that hears hellos is there after the dead interval, which is four.
      "sent() { at SITE tcpdump -c 10 -i wg0 --immediate-mode ip proto 89 2>/dev/null | wc -l; }",
      "sent; neighbors || true",
    ),
    wrong: ["10", "0"],
    right: ["10", "1"],
  },
  {
    code: "router-id-twice",
    claim: "iBGP between two hubs with one identifier is refused, again and again",
    changes: [["HUB-B/frr.conf", "1.1.1.1", "1.1.1.2"]],
    script: at(
      "machine HUB-A 203.0.113.1; machine HUB-B 203.0.113.2",
      "for name in HUB-A HUB-B; do at $name wg-quick up wg0 >/dev/null 2>&1; routing $name; done",
      "look() { at HUB-A vtysh -c 'show bgp neighbors 10.100.0.2' | grep -oE 'Bad BGP Identifier|BGP state = Established'; }",
      "await 30 look; look | sort -u",
    ),
    wrong: ["Bad BGP Identifier"],
    right: ["BGP state = Established"],
  },
  ...["keepalive-too-long", "keepalive-missing"].map(
    (code): Mistake => ({
      code,
      claim: "the NAT forgets the tunnel, and the hub cannot call the site any more",
      changes: [
        code === "keepalive-missing"
          ? [
              "SITE/wg0.conf",
              "Endpoint = 203.0.113.1:51820\n",
              "Endpoint = 203.0.113.1:51820\nPersistentKeepalive = 1\n",
            ]
          : ["SITE/wg0.conf", "PersistentKeepalive = 300", "PersistentKeepalive = 1"],
      ],
      script: at(
        ANSWER,
        "machine HUB 203.0.113.1; machine SITE 203.0.113.3",
        // A NAT with the patience of 3 s instead of 30 and 120.
        "nft 'table ip nat { chain out { type nat hook postrouting priority srcnat; ip saddr 203.0.113.3 masquerade random; }; }'",
        "nft 'table ip filter { chain way { type filter hook forward priority 0; ip daddr 203.0.113.3 ct state new drop; }; }'",
        "sysctl -q net.netfilter.nf_conntrack_udp_timeout=3 net.netfilter.nf_conntrack_udp_timeout_stream=3",
        "for name in HUB SITE; do at $name wg-quick up wg0 >/dev/null 2>&1; done",
        "answer at SITE ping -c 1 -W 6 10.100.1.1; answer at HUB ping -c 1 -W 2 10.100.1.2",
        "sleep 5",
        "conntrack -L -p udp 2>/dev/null | grep -c sport=51820 || true",
        "answer at HUB ping -c 2 -W 1 10.100.1.2",
      ),
      wrong: ["answered", "answered", "0", "lost"],
      right: ["answered", "answered", "1", "answered"],
    }),
  ),
];

describe.each(mistakes)("$code", ({ code, claim, changes, script, wrong, right }) => {
  const hosts = hostsOf(code);
  const codes = (files: typeof hosts) => new Set(checkHosts(files).issues.map((issue) => issue.code));

  it(claim, async () => {
    expect(codes(hosts)).toEqual(new Set([code]));
    expect(await onMachines(hosts, script)).toEqual(wrong);
  });

  it("is gone when the files are corrected", async () => {
    const mended = corrected(hosts, changes);
    expect(codes(mended)).toEqual(new Set());
    expect(await onMachines(mended, script)).toEqual(right);
  });
});

it("preshared-key-missing is no mistake where the other key is of zeros: wg takes that for none", async () => {
  const zeros = corrected(hostsOf("preshared-key-missing"), [["HUB/wg0.conf", presharedKey(5), presharedKey(0)]]);
  expect(checkHosts(zeros).issues).toEqual([]);
  expect(await onMachines(zeros, HANDSHAKE)).toEqual(SHAKEN);
});
