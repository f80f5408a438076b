import { bareAddress, contains, networkOf, type SiteSpec, type WanSpec } from "../spec/index.ts";
import { siteRouterId } from "./router-id.ts";
import { transitNet } from "./transit.ts";
import type { SitePlan, SiteTunnelPlan } from "./types.ts";

/** The sites' networks that the overlay does not cover: tunnels must name them one by one. */
function networksBesideOverlay(spec: WanSpec): { site: SiteSpec; network: string }[] {
  const overlay = networkOf(spec.overlay);
  return spec.sites.flatMap((site) =>
    site.networks.filter((network) => !contains(overlay, networkOf(network))).map((network) => ({ site, network })),
  );
}

/** What a site may announce and send from: its loopback and its networks. */
export function sitePrefixes(site: SiteSpec): string[] {
  return [site.loopback, ...site.networks];
}

function planSiteTunnel(spec: WanSpec, site: SiteSpec, othersNetworks: readonly string[]): SiteTunnelPlan {
  const net = transitNet(spec.transit, site.tunnel);
  const remotePrefixes = [spec.overlay, ...othersNetworks];
  return {
    interface: "wg0",
    number: site.tunnel,
    listenPort: spec.wireguard.sitePort,
    address: `${net.site}/${net.network.prefix}`,
    peerAddress: net.hub,
    peerAsn: spec.hubs.asn,
    endpointPort: spec.wireguard.basePort + site.tunnel - 1,
    remotePrefixes,
    allowedIps: [spec.transit.range, ...remotePrefixes],
    keepalive: spec.wireguard.keepalive,
  };
}

/** Every site, in the order of wan.yaml. */
export function planSites(spec: WanSpec): SitePlan[] {
  const beside = networksBesideOverlay(spec);
  return spec.sites.map((site) => ({
    name: site.name,
    asn: site.asn,
    loopback: bareAddress(site.loopback),
    routerId: siteRouterId(site.tunnel),
    networks: site.networks,
    prefixes: sitePrefixes(site),
    publicAddress: site.publicAddress,
    publicKey: site.publicKey,
    tunnel: planSiteTunnel(
      spec,
      site,
      beside.filter((other) => other.site !== site).map((other) => other.network),
    ),
  }));
}
