import type { HubPlan, SitePlan, WanPlan } from "../../plan/index.ts";
import { hubPairName } from "../names.ts";

interface Neighbor {
  address: string;
  asn: number;
  description: string;
}

interface Speaker {
  hostname: string;
  asn: number;
  routerId: string;
  neighbors: readonly Neighbor[];
  /** Announced prefixes, CIDR. */
  networks: readonly string[];
}

/**
 * The integrated `frr.conf` of one BGP speaker, as FRR 8.4 takes it: https://docs.frrouting.org/en/stable-8.4/bgp.html.
 * eBGP without filters must be allowed explicitly since RFC 8212: `no bgp ebgp-requires-policy`.
 */
function renderSpeaker(speaker: Speaker): string {
  return [
    "frr defaults traditional",
    `hostname ${speaker.hostname}`,
    "log syslog informational",
    "service integrated-vtysh-config",
    "!",
    `router bgp ${speaker.asn}`,
    ` bgp router-id ${speaker.routerId}`,
    " no bgp ebgp-requires-policy",
    ...speaker.neighbors.flatMap((neighbor) => [
      ` neighbor ${neighbor.address} remote-as ${neighbor.asn}`,
      ` neighbor ${neighbor.address} description ${neighbor.description}`,
    ]),
    " !",
    " address-family ipv4 unicast",
    ...speaker.networks.map((network) => `  network ${network}`),
    " exit-address-family",
    "!",
    "",
  ].join("\n");
}

/** A hub's `frr.conf`: one session per site, the hub loopback announced. */
export function renderHubFrr(hub: HubPlan): string {
  return renderSpeaker({
    hostname: hub.name,
    asn: hub.asn,
    routerId: hub.routerId,
    neighbors: hub.tunnels.map((t) => ({ address: t.peerAddress, asn: t.peerAsn, description: t.site })),
    networks: [`${hub.loopback}/32`],
  });
}

/** A site's `frr.conf`: one session to whichever hub holds the address, the loopback and the site's own networks announced. */
export function renderSiteFrr(plan: WanPlan, site: SitePlan): string {
  const { peerAddress, peerAsn } = site.tunnel;
  return renderSpeaker({
    hostname: site.name,
    asn: site.asn,
    routerId: site.routerId,
    neighbors: [{ address: peerAddress, asn: peerAsn, description: `${hubPairName(plan)} (Hub via EIP)` }],
    networks: [`${site.loopback}/32`, ...site.networks],
  });
}
