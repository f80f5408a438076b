import type { SitePlan } from "../../plan/index.ts";
import { renderNftTable } from "../nft-table.ts";
import { renderForward, renderInput, renderRefusal, renderSet, routingFrom, tracerouteFrom } from "./nft.ts";

/** What a site's router lets in besides answers: the hubs, and its own networks. */
function inputRules({ tunnel }: SitePlan): string[] {
  const inside = `iifname "${tunnel.interface}"`;
  return [
    // A hub that takes over calls the site before the site has called it.
    `udp dport ${tunnel.listenPort} accept`,
    ...routingFrom(`${inside} ip saddr ${tunnel.peerAddress}`),
    `iifname != "${tunnel.interface}" ip saddr @networks tcp dport 22 accept`,
    tracerouteFrom(inside),
    tracerouteFrom("ip saddr @networks"),
  ];
}

/**
 * Firewall of a site's router. Sources are checked both ways at the tunnel: what leaves must be the site's own, so that a mistake
 * shows here, where it can be mended; what comes in must be somebody else's.
 */
export function renderSiteFirewall(site: SitePlan): string {
  const { tunnel, networks, prefixes } = site;
  const name = tunnel.interface;
  const address = tunnel.address.replace(/\/.*/, "");
  return renderNftTable([
    ...renderSet("networks", "ipv4_addr", networks),
    ...renderSet("own", "ipv4_addr", [address, ...prefixes]),
    ...renderSet("remote", "ipv4_addr", tunnel.allowedIps),
    ...renderRefusal("spoofed"),
    ...renderRefusal("unencrypted"),
    ...renderRefusal("unplanned"),
    "  chain arriving {",
    "    type filter hook prerouting priority raw; policy accept;",
    `    iifname != "${name}" accept`,
    "    ip saddr @own jump spoofed",
    "    ip saddr @remote accept",
    "    jump spoofed",
    "  }",
    "  chain leaving {",
    "    type filter hook postrouting priority filter; policy accept;",
    `    oifname "${name}" ip saddr != @own jump spoofed`,
    // Without a route inside, a packet for another site follows the default route.
    `    oifname != "${name}" ip daddr @remote ip daddr != @own jump unencrypted`,
    "  }",
    ...renderInput(inputRules(site)),
    ...renderForward([
      `iifname "${name}" ip daddr @networks accept`,
      `iifname != "${name}" ip saddr @networks accept`,
      // What the networks asked for beside the tunnel, such as the Internet.
      `iifname != "${name}" ct state established,related accept`,
    ]),
  ]);
}
