import { execFileSync, spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import {
  parseIpRoutes,
  parseIpRoutesText,
  parseLinks,
  parseLinksText,
  parseNftables,
  parseSysctl,
  parseWgDump,
  parseWgShow,
  type Reading,
} from "../../src/observe/index.ts";

const root = process.getuid?.() === 0;

function has(...programs: string[]): boolean {
  return root && programs.every((program) => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0);
}

/** What `show` prints in a network namespace of its own, after `prepare`, both for a shell. */
function inNamespace(prepare: string, show: string): string {
  const script = `set -e\n{ ${prepare}\n} >/dev/null\n${show}`;
  // A mount namespace as well: wireguard-go keeps its sockets in /run/wireguard.
  const own = ["--net", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", script];
  return execFileSync("unshare", own, { encoding: "utf8" });
}

function factsOf<Facts>(reading: Reading<Facts>): Facts {
  expect(reading.unread).toEqual([]);
  return reading.facts;
}

describe.skipIf(!has("unshare", "ip"))("iproute2", () => {
  const network = `ip link set lo up
    ip link add veth0 type veth peer name veth1
    ip addr add 10.100.1.1/30 dev veth0
    ip addr add 10.1.1.1 peer 10.1.1.2/32 dev veth0
    ip addr add 2001:db8::1/64 dev veth0 nodad
    ip link set veth1 up
    ip link set veth0 mtu 1420 up
    ip route add 10.9.0.0/16 via 10.100.1.2 metric 20 mtu lock 1400 proto bgp
    ip route add 10.8.0.0/16 nexthop via 10.100.1.2 nexthop dev lo
    ip route add unreachable 10.7.0.0/16
    ip route add default via 10.100.1.2 dev veth0 src 10.100.1.1 onlink`;
  const show = (command: string): string => inNamespace(network, command);

  it("prints links and addresses that both parsers read alike", () => {
    const { links } = factsOf(parseLinks(show("ip -json addr")));
    expect(links.map(({ name }) => name)).toEqual(["lo", "veth1", "veth0"]);
    const veth0 = links.find(({ name }) => name === "veth0");
    expect(veth0).toMatchObject({ mtu: 1420, up: true });
    expect(veth0?.addresses.map(({ address, peer }) => [address, peer])).toContainEqual(["10.1.1.1/32", "10.1.1.2"]);
    const byHand = factsOf(parseLinksText(show("ip addr"))).links;
    const stable = (all: typeof links) =>
      all.map((link) => ({ ...link, addresses: link.addresses.filter(({ scope }) => scope !== "link") }));
    expect(stable(byHand)).toEqual(stable(links));
    expect(factsOf(parseLinks(show("ip -json link"))).links).toHaveLength(3);
    expect(factsOf(parseLinksText(show("ip -statistics link"))).links).toHaveLength(3);
  });

  it("prints routes that both parsers read alike", () => {
    const { routes } = factsOf(parseIpRoutes(show("ip -json route")));
    expect(routes).toHaveLength(6);
    expect(factsOf(parseIpRoutesText(show("ip route"))).routes).toEqual(routes);
  });
});

it.skipIf(!has("unshare", "nft"))("nft prints a ruleset that is read whole", () => {
  const rules = `table inet guard {
    set trusted { type ipv4_addr; flags interval; elements = { 10.0.0.0/8, 192.0.2.1-192.0.2.9 }; }
    map port { type inet_service : ipv4_addr; elements = { 80 : 192.0.2.1 }; }
    counter seen { }
    chain input {
      type filter hook input priority filter; policy drop;
      ct state vmap { established : accept, invalid : drop }
      meta l4proto { tcp, udp } th dport 53 counter accept comment "names"
      ip saddr . udp dport { 192.0.2.1 . 51820 } accept
      fib daddr type local ip saddr @trusted limit rate 1/second log prefix "x" counter name seen drop
    }
    chain out { type filter hook output priority raw; oifname "eth0" notrack; }
  }`;
  const facts = factsOf(parseNftables(inNamespace(`echo '${rules}' | nft -f -`, "nft -j list ruleset")));
  expect(facts.chains.map(({ name, rules }) => [name, rules.length])).toEqual([
    ["input", 4],
    ["out", 1],
  ]);
  expect(facts.sets.find(({ name }) => name === "trusted")?.elements).toEqual(["10.0.0.0/8", "192.0.2.1-192.0.2.9"]);
});

it.skipIf(!has("unshare", "sysctl"))("sysctl prints parameters that are read whole", () => {
  const { values } = factsOf(parseSysctl(inNamespace("sysctl -w net.ipv4.ip_forward=1", "sysctl -a 2>/dev/null")));
  expect(values.get("net.ipv4.ip_forward")).toBe("1");
  expect(values.size).toBeGreaterThan(100);
});

const wireguard = has("unshare", "ip", "wg", "wireguard-go");
it.skipIf(!wireguard)("wg show and wg show all dump tell the same of an interface", () => {
  // wireguard-go leaves its start to a child and keeps the interface while that lives: until the namespace ends.
  const prepare = `mount -t tmpfs none /run
    wireguard-go wg0 2>/dev/null
    # Without an address of its own, a host resolves no endpoint: wg(8) would try again for two minutes.
    ip addr add 10.100.1.1/30 dev wg0; ip link set lo up; ip link set wg0 up
    umask 077; wg genkey > /run/key; wg genpsk > /run/psk
    peer=$(wg genkey | wg pubkey)
    wg set wg0 listen-port 51820 private-key /run/key fwmark 7 peer $peer preshared-key /run/psk \\
      endpoint 192.0.2.1:51821 allowed-ips 10.100.0.0/16,172.16.0.0/16 persistent-keepalive 65`;
  const both = inNamespace(prepare, "wg show; echo ---; wg show all dump").split("---\n");
  const [shown, dumped] = [factsOf(parseWgShow(both[0] ?? "", 0)), factsOf(parseWgDump(both[1] ?? ""))];
  expect(shown).toEqual(dumped);
  expect(shown.interfaces).toMatchObject([{ name: "wg0", listenPort: 51820, peers: [{ keepalive: 65 }] }]);
});
