/** nftables' own names where a service has one would hide which port is meant. */
const BGP = "tcp dport 179";
const BFD = "udp dport 3784";
/** Where traceroute's probes go: they end with an answer that says so. */
const TRACEROUTE = "udp dport 33434-33534";

/** A named set, which may hold networks. nftables takes no empty list of elements. */
export function renderSet(name: string, type: string, elements: readonly string[]): string[] {
  const filled = elements.length > 0 ? ["    elements = {", ...elements.map((e) => `      ${e},`), "    }"] : [];
  return [`  set ${name} {`, `    type ${type}`, "    flags interval", ...filled, "  }"];
}

/** Chain of that name for packets that nobody should send: counted, the first of each minute logged, dropped. */
export function renderRefusal(name: string): string[] {
  return [
    `  counter ${name} {`,
    "  }",
    `  chain ${name} {`,
    `    limit rate 6/minute burst 3 packets log prefix "hubshift ${name}: "`,
    `    counter name "${name}" drop`,
    "  }",
  ];
}

/**
 * What a host lets in, `rules` included. The first rule makes the kernel follow connections: `conntrack -E` shows a packet that
 * begins one, and the agent learns from it that the address has come to its hub.
 */
export function renderInput(rules: readonly string[]): string[] {
  return [
    "  chain input {",
    "    type filter hook input priority filter; policy drop;",
    "    ct state established,related accept",
    '    iifname "lo" accept',
    "    icmp type { echo-request, destination-unreachable, time-exceeded, parameter-problem } accept",
    "    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert, packet-too-big } accept",
    ...rules.map((rule) => `    ${rule}`),
    "  }",
  ];
}

/** Lets BGP and BFD in from `from`, a match of the neighbors and the interface that each is behind. */
export function routingFrom(from: string): string[] {
  return [`${from} ${BGP} accept`, `${from} ${BFD} accept`];
}

/** Answers traceroute from `from`. */
export function tracerouteFrom(from: string): string {
  return `${from} ${TRACEROUTE} reject`;
}

/**
 * What a host forwards: `rules` and nothing else. TCP learns the tunnels' size when a connection begins, because the messages
 * that would tell it later (ICMP, fragmentation needed) are lost on many networks.
 */
export function renderForward(rules: readonly string[]): string[] {
  return [
    "  chain forward {",
    "    type filter hook forward priority filter; policy drop;",
    "    tcp flags & (syn | rst) == syn tcp option maxseg size set rt mtu",
    ...rules.map((rule) => `    ${rule}`),
    "    jump unplanned",
    "  }",
  ];
}
