import type { HubPlan, WanPlan } from "../../plan/index.ts";
import { renderNftTable } from "../nft-table.ts";
import { renderForward, renderInput, renderRefusal, renderSet, routingFrom, tracerouteFrom } from "./nft.ts";

/** What a hub lets in besides answers: WireGuard from everywhere, SSH from trusted sources, its neighbors inside the tunnels. */
function inputRules({ firewall }: WanPlan, { link }: HubPlan): string[] {
  const { wireguardPorts, hubPorts, trustedSsh } = firewall;
  const { from, to } = wireguardPorts;
  const peer = link && `iifname "${link.interface}" ip saddr ${link.peerAddress}`;
  return [
    `udp dport ${from}-${to} accept`,
    // From everywhere too: when the VPC does not carry the hub link, it goes round by the Elastic IP.
    ...(hubPorts ? [`udp dport { ${hubPorts.proof}, ${hubPorts.link} } accept`] : []),
    ...(trustedSsh.length > 0 ? [`ip saddr { ${trustedSsh.join(", ")} } tcp dport 22 accept`] : []),
    ...routingFrom("iifname . ip saddr @neighbors"),
    ...(peer && hubPorts
      ? [`${peer} udp dport ${hubPorts.sync} accept`, `${peer} tcp dport ${hubPorts.http} accept`]
      : []),
    tracerouteFrom("iifname @tunnels"),
  ];
}

/**
 * Firewall of a hub. WireGuard has already checked the source of what comes out of a tunnel; it is checked here once more against
 * the same prefixes, per interface, before anything else looks at the packet.
 */
export function renderHubFirewall(plan: WanPlan, hub: HubPlan): string {
  const { link, tunnels } = hub;
  const ends = [...(link ? [link] : []), ...tunnels];
  const behind = (name: string, network: string) => `"${name}" . ${network}`;
  const allowed = tunnels.flatMap((tunnel) => tunnel.allowedIps.map((network) => behind(tunnel.interface, network)));
  return renderNftTable([
    ...renderSet(
      "tunnels",
      "ifname",
      tunnels.map((tunnel) => `"${tunnel.interface}"`),
    ),
    ...renderSet(
      "neighbors",
      "ifname . ipv4_addr",
      ends.map((end) => behind(end.interface, end.peerAddress)),
    ),
    ...renderSet("sources", "ifname . ipv4_addr", [
      ...(link ? [behind(link.interface, link.peerAddress)] : []),
      ...allowed,
    ]),
    ...renderSet("sites", "ipv4_addr", [...new Set(tunnels.flatMap((tunnel) => tunnel.allowedIps))]),
    ...renderRefusal("spoofed"),
    ...renderRefusal("unencrypted"),
    ...renderRefusal("unplanned"),
    "  chain sources {",
    "    type filter hook prerouting priority raw; policy accept;",
    "    iifname . ip saddr @sources accept",
    `    iifname { ${ends.map((end) => `"${end.interface}"`).join(", ")} } jump spoofed`,
    "  }",
    "  chain leaving {",
    "    type filter hook postrouting priority filter; policy accept;",
    // Without a route to a site, a packet for it follows the default route.
    "    oifname != @tunnels ip daddr @sites jump unencrypted",
    "  }",
    ...renderInput(inputRules(plan, hub)),
    ...renderForward(["iifname @tunnels oifname @tunnels accept"]),
  ]);
}
