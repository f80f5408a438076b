import { hubshiftError } from "../errors/index.ts";
import type { KeyRing } from "../keys/index.ts";
import type { HubLinkPlan, HubPlan, HubTunnelPlan, SitePlan, WanPlan } from "../plan/index.ts";
import { hubPairName } from "./names.ts";

/** Where the owner of a site that keeps its private key to itself puts it. */
export const OWN_KEY_FILE = "/etc/wireguard/hubshift.key";

function header(name: string, from: string, to: string): string[] {
  return [`# /etc/wireguard/${name}.conf`, `# ${name}: WireGuard underlay, ${from} to ${to}`];
}

/** The lines of `[Interface]` that a hot standby adds: BGP alone routes, and 9001 bytes in the VPC must not set the tunnels' MTU. */
function ownRouting({ profile, mtu }: WanPlan): string[] {
  return profile === "reference" ? [] : ["Table = off", `MTU = ${mtu}`];
}

/**
 * How a hub reaches a site, as far as its file knows. In a hot standby it knows nothing and stays silent until it hears the site:
 * a handshake that a hub starts moves the site to it, whoever holds the address. The agent sets both when the hub is promoted.
 */
function reach({ profile }: WanPlan, tunnel: HubTunnelPlan): string[] {
  if (profile === "hot-standby") return [];
  const endpoint = tunnel.endpoint === undefined ? [] : [`Endpoint = ${tunnel.endpoint}`];
  return [...endpoint, `PersistentKeepalive = ${tunnel.keepalive}`];
}

/** The hub's end of one site's tunnel, for wg-quick(8). It carries the hub's private key. Both hubs get the same text. */
function renderHubTunnel(plan: WanPlan, keys: KeyRing, tunnel: HubTunnelPlan): string {
  const siteKeys = keys.sites.get(tunnel.site);
  if (!siteKeys) throw hubshiftError("site-key-unknown", { site: tunnel.site });
  return [
    ...header(tunnel.interface, hubPairName(plan), tunnel.site),
    "[Interface]",
    `Address = ${tunnel.address}`,
    `ListenPort = ${tunnel.listenPort}`,
    `PrivateKey = ${keys.hub.privateKey}`,
    ...ownRouting(plan),
    "",
    `# ${tunnel.site}`,
    "[Peer]",
    `PublicKey = ${siteKeys.publicKey}`,
    `AllowedIPs = ${tunnel.allowedIps.join(", ")}`,
    ...reach(plan, tunnel),
    "",
  ].join("\n");
}

/** One hub's end of the hub link, for wg-quick(8). It carries that hub's own private key. */
function renderHubLink(plan: WanPlan, keys: KeyRing, hub: HubPlan, link: HubLinkPlan): string {
  const [own, peer] = [keys.links.get(hub.name), keys.links.get(link.peer)];
  if (!own || !peer) throw hubshiftError("link-key-unknown", { wan: plan.name });
  return [
    ...header(link.interface, hub.name, link.peer),
    "[Interface]",
    `Address = ${link.address}`,
    `ListenPort = ${link.listenPort}`,
    `PrivateKey = ${own.privateKey}`,
    ...ownRouting(plan),
    "",
    `# ${link.peer}`,
    "[Peer]",
    `PublicKey = ${peer.publicKey}`,
    `AllowedIPs = ${link.peerAddress}/32`,
    `Endpoint = ${link.peerPrivateAddress}:${link.listenPort}`,
    "",
  ].join("\n");
}

/** How the site's interface gets its private key: in the file, or by its owner, who alone has it. */
function sitePrivateKey(site: SitePlan, privateKey: string | undefined): string[] {
  if (privateKey !== undefined) return [`PrivateKey = ${privateKey}`];
  return [
    `# PrivateKey = ...   known to ${site.name}'s owner alone: put it into ${OWN_KEY_FILE}, owner root, mode 600`,
    `PostUp = wg set %i private-key ${OWN_KEY_FILE}`,
  ];
}

/** The site's end of its tunnel, for wg-quick(8). It carries the site's private key where hubshift has it. */
export function renderSiteTunnel(plan: WanPlan, keys: KeyRing, site: SitePlan): string {
  const { tunnel } = site;
  const siteKeys = keys.sites.get(site.name);
  if (!siteKeys) throw hubshiftError("site-key-unknown", { site: site.name });
  if (plan.hubAddress === undefined) throw hubshiftError("hub-address-unknown", { wan: plan.name });
  return [
    ...header(tunnel.interface, site.name, hubPairName(plan)),
    "[Interface]",
    `Address = ${tunnel.address}`,
    `ListenPort = ${tunnel.listenPort}`,
    ...sitePrivateKey(site, siteKeys.privateKey),
    ...ownRouting(plan),
    "",
    `# ${hubPairName(plan)}`,
    "[Peer]",
    `PublicKey = ${keys.hub.publicKey}`,
    `AllowedIPs = ${tunnel.allowedIps.join(", ")}`,
    `Endpoint = ${plan.hubAddress}:${tunnel.endpointPort}`,
    `PersistentKeepalive = ${tunnel.keepalive}`,
    "",
  ].join("\n");
}

/** All tunnel files of one hub. */
export function renderHubTunnels(plan: WanPlan, keys: KeyRing, hub: HubPlan): [path: string, text: string][] {
  const sites = hub.tunnels.map((tunnel): [string, string] => [
    tunnelPath(tunnel.interface),
    renderHubTunnel(plan, keys, tunnel),
  ]);
  const { link } = hub;
  return link ? [...sites, [tunnelPath(link.interface), renderHubLink(plan, keys, hub, link)]] : sites;
}

/** Where wg-quick looks for an interface's file. */
export function tunnelPath(name: string): string {
  return `etc/wireguard/${name}.conf`;
}
