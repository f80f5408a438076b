import { hubshiftError } from "../errors/index.ts";
import type { KeyRing } from "../keys/index.ts";
import type { HubPlan, HubTunnelPlan, SitePlan, WanPlan } from "../plan/index.ts";
import { hubPairName } from "./names.ts";

/** Where the owner of a site that keeps its private key to itself puts it. */
const OWN_KEY_FILE = "/etc/wireguard/hubshift.key";

function header(name: string, from: string, to: string): string[] {
  return [`# /etc/wireguard/${name}.conf`, `# ${name}: WireGuard underlay, ${from} to ${to}`];
}

/** The hub's end of one site's tunnel, for wg-quick(8). It carries the hub's private key. Both hubs get the same text. */
export function renderHubTunnel(plan: WanPlan, keys: KeyRing, tunnel: HubTunnelPlan): string {
  const siteKeys = keys.sites.get(tunnel.site);
  if (!siteKeys) throw hubshiftError("site-key-unknown", { site: tunnel.site });
  return [
    ...header(tunnel.interface, hubPairName(plan), tunnel.site),
    "[Interface]",
    `Address = ${tunnel.address}`,
    `ListenPort = ${tunnel.listenPort}`,
    `PrivateKey = ${keys.hub.privateKey}`,
    "",
    `# ${tunnel.site}`,
    "[Peer]",
    `PublicKey = ${siteKeys.publicKey}`,
    `AllowedIPs = ${tunnel.allowedIps.join(", ")}`,
    // A site without a fixed address is learnt from its first handshake.
    ...(tunnel.endpoint === undefined ? [] : [`Endpoint = ${tunnel.endpoint}`]),
    `PersistentKeepalive = ${tunnel.keepalive}`,
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
  return hub.tunnels.map((tunnel) => [tunnelPath(tunnel.interface), renderHubTunnel(plan, keys, tunnel)]);
}

/** Where wg-quick looks for an interface's file. */
export function tunnelPath(name: string): string {
  return `etc/wireguard/${name}.conf`;
}
