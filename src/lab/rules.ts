import type { IngressRule } from "../cloud/index.ts";
import { API_ADDRESS, NAT_PORTS } from "./addressing.ts";

/** What the cloud's edge knows. */
export interface EdgeState {
  /** Public to private address: Elastic IPs and lent ones. */
  addresses: ReadonlyMap<string, string>;
  /** Private address to what its security groups let in. */
  ingress: ReadonlyMap<string, readonly IngressRule[]>;
}

const PROTOCOL_NAMES: Record<string, string> = { "1": "icmp", "6": "tcp", "17": "udp" };

/** The part of an nftables rule that matches what `rule` allows, without the addresses. */
function protocolMatch({ protocol, fromPort, toPort }: IngressRule): string {
  const name = PROTOCOL_NAMES[protocol] ?? protocol.toLowerCase();
  if (name === "-1") return "";
  if (name === "icmp") return fromPort < 0 ? "ip protocol icmp" : `icmp type ${fromPort}`;
  if (name !== "tcp" && name !== "udp") return `ip protocol ${name}`;
  return fromPort < 0 ? `ip protocol ${name}` : `${name} dport ${fromPort}-${toPort}`;
}

/** IPv6 sources cannot reach a private IPv4 address. */
function ingressRules(privateIp: string, rules: readonly IngressRule[]): string[] {
  return rules
    .filter((rule) => !rule.cidr.includes(":"))
    .map((rule) => `    ip saddr ${rule.cidr} ip daddr ${privateIp} ${protocolMatch(rule)} accept`);
}

function addressMap(name: string, entries: ReadonlyMap<string, string>): string[] {
  const elements = [...entries].map(([from, to]) => `${from} : ${to}`).join(", ");
  const body = elements ? [`    elements = { ${elements} }`] : [];
  return [`  map ${name} {`, "    type ipv4_addr : ipv4_addr", ...body, "  }"];
}

/**
 * The cloud's edge: public to private addresses and back, and security groups. Loading it replaces what was there in one
 * transaction, so no packet ever sees half of a move. It keeps no connection state: an Elastic IP is a plain mapping, and
 * connection-tracked rewriting would keep old flows on the hub that held the address before. For the same reason security groups
 * do not remember what an instance asked for: answers from the internet need a rule as questions do.
 */
export function renderEdgeRules({ addresses, ingress }: EdgeState): string {
  // An instance that has two addresses for a moment sends from the one it got last.
  const outward = new Map([...addresses].map(([publicIp, privateIp]) => [privateIp, publicIp]));
  return [
    "table ip edge",
    "delete table ip edge",
    "table ip edge {",
    ...addressMap("inward", addresses),
    ...addressMap("outward", outward),
    "  chain arriving {",
    "    type filter hook prerouting priority -310; policy accept;",
    "    notrack",
    '    iifname "internet" ip daddr set ip daddr map @inward',
    "  }",
    "  chain security {",
    "    type filter hook forward priority filter; policy drop;",
    '    iifname != "internet" oifname "internet" accept',
    // What a hub asked AWS's API for: the one thing that hubs ask of the internet over TCP.
    `    iifname "internet" ip saddr ${API_ADDRESS} tcp sport 80 tcp flags & (syn | ack) != syn accept`,
    ...[...ingress].flatMap(([privateIp, rules]) => ingressRules(privateIp, rules)),
    "  }",
    "  chain leaving {",
    "    type filter hook postrouting priority 310; policy accept;",
    '    oifname != "internet" accept',
    "    ip saddr set ip saddr map @outward accept",
    "    drop",
    "  }",
    "}",
    "",
  ].join("\n");
}

/** A site's router: rewrites source address and port of what leaves, and drops what nobody inside asked for. */
export function renderRouterRules(publicAddress: string): string {
  const ports = `${publicAddress}:${NAT_PORTS.from}-${NAT_PORTS.to}`;
  return [
    "table ip router {",
    "  chain translate {",
    "    type nat hook postrouting priority srcnat; policy accept;",
    `    oifname "wan" meta l4proto { tcp, udp } snat to ${ports}`,
    `    oifname "wan" snat to ${publicAddress}`,
    "  }",
    "  chain unsolicited {",
    "    type filter hook forward priority filter; policy accept;",
    '    iifname "wan" ct state != { established, related } drop',
    "  }",
    "  chain itself {",
    "    type filter hook input priority filter; policy accept;",
    '    iifname "wan" drop',
    "  }",
    "}",
    "",
  ].join("\n");
}
