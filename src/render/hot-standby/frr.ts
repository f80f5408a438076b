import type { HubLinkPlan, HubPlan, HubTunnelPlan, SitePlan, WanPlan } from "../../plan/index.ts";
import { hubPairName } from "../names.ts";
import { denying, listName, type PrefixList, permitting, renderPrefixList } from "./prefix-list.ts";

/** BFD's interval on the hub link, ms; the link is down when three packets in a row are missing. */
const LINK_BFD = ["transmit-interval 100", "receive-interval 100"];

/** The same inside the sites' tunnels: 3 s, because these packets cross the Internet. */
const SITE_BFD = ["transmit-interval 500", "receive-interval 500", "detect-multiplier 6"];
const SITE_PROFILE = "site";

/**
 * How long updates are collected before they are sent, ms, instead of about a second. A bgpd that comes back may lose the routes that
 * were kept for it the moment its first session stands (FRR, bgp_establish: a peer that has itself started less than 120 s ago), and
 * has them again when the first update is in.
 */
const COALESCE_MS = 20;

/** Without a keepalive for so many seconds a session is over. */
const HOLD_S = 9;

/**
 * How long a speaker keeps the paths of a peer that went away and waits for it, seconds; RFC 4724, 4.1, suggests no more than the hold
 * time. FRR, while it waits, leaves connecting to the peer (bgp_timer_set, state Active: PEER_STATUS_NSF_WAIT) once a connection was
 * closed on it, as a bgpd that is just starting does; and the hubs wait for the sites. So long a site can be kept waiting by that.
 */
const RESTART_S = HOLD_S;

/** How long paths from before the restart stay beside those that come in after it, seconds. */
const STALE_S = 120;

interface Neighbor {
  address: string;
  asn: number;
  description: string;
  /** Lines below the neighbor that only this one has, without its name. */
  settings: readonly string[];
  /** The same below the address family. */
  policy: readonly string[];
}

interface Speaker {
  hostname: string;
  asn: number;
  routerId: string;
  /** The lines of `bfd`. */
  bfd: readonly string[];
  prefixLists: readonly PrefixList[];
  neighbors: readonly Neighbor[];
  /** Announced prefixes, CIDR. */
  networks: readonly string[];
}

function renderNeighbor({ address, asn, description, settings }: Neighbor): string[] {
  return [`remote-as ${asn}`, `description ${description}`, "timers connect 1", ...settings].map(
    (setting) => ` neighbor ${address} ${setting}`,
  );
}

/**
 * The integrated `frr.conf` of one BGP speaker, as FRR 8.4 takes it: https://docs.frrouting.org/en/stable-8.4/bgp.html.
 * Graceful restart (RFC 4724) at both ends keeps the routes while a session is rebuilt with the other hub, and lets the new
 * session take the place of one that is still established. RFC 8212 holds: eBGP without a policy announces nothing.
 */
function renderSpeaker(speaker: Speaker): string {
  const { bfd, prefixLists, neighbors, networks } = speaker;
  return [
    "frr defaults traditional",
    `hostname ${speaker.hostname}`,
    "log syslog informational",
    "service integrated-vtysh-config",
    "!",
    ...(bfd.length > 0 ? ["bfd", ...bfd, "exit", "!"] : []),
    ...prefixLists.flatMap((list) => [...renderPrefixList(list), "!"]),
    `router bgp ${speaker.asn}`,
    ` bgp router-id ${speaker.routerId}`,
    " bgp graceful-restart",
    ` bgp graceful-restart stalepath-time ${STALE_S}`,
    ` bgp graceful-restart restart-time ${RESTART_S}`,
    " bgp graceful-restart preserve-fw-state",
    ` timers bgp 3 ${HOLD_S}`,
    ` coalesce-time ${COALESCE_MS}`,
    ...neighbors.flatMap(renderNeighbor),
    " !",
    " address-family ipv4 unicast",
    ...networks.map((network) => `  network ${network}`),
    ...neighbors.flatMap(({ address, policy }) => policy.map((line) => `  neighbor ${address} ${line}`)),
    " exit-address-family",
    "exit",
    "!",
    "",
  ].join("\n");
}

/**
 * A hub drops the paths of a site that BFD misses. FRR 8.4 needs the plain line beside the one with the profile: without it a
 * reload takes the session down.
 */
const neighborBfd = ({ bfd }: WanPlan): string[] => (bfd ? ["bfd", `bfd profile ${SITE_PROFILE}`] : []);

const bfdBlock = (head: string, settings: readonly string[]): string[] => [
  ` ${head}`,
  ...settings.map((setting) => `  ${setting}`),
  " exit",
];

/**
 * The site's end only answers. Tied to its BGP session, BFD would take all paths away when another hub takes over, for a second or
 * two and whatever graceful restart says; and the site has no other way anyhow.
 */
function siteBfd({ bfd }: WanPlan, { address, interface: name, peerAddress }: SitePlan["tunnel"]): string[] {
  if (!bfd) return [];
  const own = address.replace(/\/.*/, "");
  return bfdBlock(`peer ${peerAddress} local-address ${own} interface ${name}`, [`profile ${SITE_PROFILE}`]);
}

const siteBfdProfile = ({ bfd }: WanPlan): string[] => (bfd ? bfdBlock(`profile ${SITE_PROFILE}`, SITE_BFD) : []);

/**
 * BFD on the hub link is for the agent. It is not tied to the iBGP session: the routes that the standby has from there are what
 * makes the switch quick, and they must outlive the primary.
 */
function linkBfd({ interface: name, address, peerAddress }: HubLinkPlan): string[] {
  const own = address.replace(/\/.*/, "");
  return bfdBlock(`peer ${peerAddress} local-address ${own} interface ${name}`, LINK_BFD);
}

/** Twice what is planned: a change of the plan that has reached the site and not yet the hub must not end the session. */
const maximumPrefix = (planned: number): string => `maximum-prefix ${2 * planned + 10} restart 1`;

function siteNeighbor(plan: WanPlan, { site, peerAddress, peerAsn, prefixes }: HubTunnelPlan): Neighbor {
  return {
    address: peerAddress,
    asn: peerAsn,
    description: site,
    // The site alone connects: its attempts also tell a hub where the site is. When both ends do at the moment of a switch, one
    // connection of the two is dropped as a collision (RFC 4271, 6.8), and with it the routes that graceful restart had kept.
    settings: ["passive", ...neighborBfd(plan)],
    policy: [
      `prefix-list ${listName("FROM", site)} in`,
      `prefix-list ${listName("TO", site)} out`,
      maximumPrefix(prefixes.length),
    ],
  };
}

/** iBGP leaves the next hop as the other hub has it: the site's transit address, which is at this hub's own tunnel too. */
function linkNeighbor(hub: HubPlan, { peer, peerAddress, interface: name }: HubLinkPlan): Neighbor {
  return { address: peerAddress, asn: hub.asn, description: peer, settings: [`update-source ${name}`], policy: [] };
}

/** A hub's `frr.conf`: one session per site, one to the other hub, the hub loopback announced. */
export function renderHubFrr(plan: WanPlan, hub: HubPlan): string {
  const { link, tunnels } = hub;
  return renderSpeaker({
    hostname: hub.name,
    asn: hub.asn,
    routerId: hub.routerId,
    bfd: [...siteBfdProfile(plan), ...(link ? linkBfd(link) : [])],
    prefixLists: tunnels.flatMap(({ site, prefixes }) => [
      permitting(listName("FROM", site), prefixes),
      denying(listName("TO", site), prefixes),
    ]),
    neighbors: [...tunnels.map((tunnel) => siteNeighbor(plan, tunnel)), ...(link ? [linkNeighbor(hub, link)] : [])],
    networks: [`${hub.loopback}/32`],
  });
}

/** A site's `frr.conf`: one session to whichever hub holds the address, the loopback and the site's own networks announced. */
export function renderSiteFrr(plan: WanPlan, site: SitePlan): string {
  const { peerAddress, peerAsn, remotePrefixes } = site.tunnel;
  const [from, to] = [listName("FROM", "HUBS"), listName("TO", "HUBS")];
  return renderSpeaker({
    hostname: site.name,
    asn: site.asn,
    routerId: site.routerId,
    bfd: [...siteBfdProfile(plan), ...siteBfd(plan, site.tunnel)],
    prefixLists: [permitting(from, remotePrefixes, { longer: true }), permitting(to, site.prefixes)],
    neighbors: [
      {
        address: peerAddress,
        asn: peerAsn,
        description: `${hubPairName(plan)} (Hub via EIP)`,
        settings: [],
        policy: [`prefix-list ${from} in`, `prefix-list ${to} out`],
      },
    ],
    networks: site.prefixes,
  });
}
