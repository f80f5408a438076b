import type { HubPlan, SitePlan, WanPlan } from "../plan/index.ts";
import { hubPairName } from "./names.ts";

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

/**
 * Which daemons FRR's init script starts (zebra, staticd and watchfrr always are), each with its terminal on 127.0.0.1 only.
 * systemd's limit of 1024 open files is too low for bgpd on a hub with many sites: it needs some per session.
 */
export function renderDaemons(): string {
  return [
    "# Read by FRR's init script. Daemons that are not named here stay off.",
    "bgpd=yes",
    "vtysh_enable=yes",
    'zebra_options="  -A 127.0.0.1 -s 90000000"',
    'bgpd_options="   -A 127.0.0.1"',
    'staticd_options="-A 127.0.0.1"',
    "MAX_FDS=4096",
    "",
  ].join("\n");
}

/** Makes vtysh write one integrated file, and read it at boot. */
export function renderVtysh(): string {
  return "service integrated-vtysh-config\n";
}
