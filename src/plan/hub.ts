import { bareAddress, type SiteSpec, type WanSpec } from "../spec/index.ts";
import { planHubLink } from "./hub-link.ts";
import { hubRouterId } from "./router-id.ts";
import { sitePrefixes } from "./site.ts";
import { transitNet } from "./transit.ts";
import type { HubPlan, HubRole, HubTunnelPlan, WanPlan } from "./types.ts";
import { hubAddressIn, subnetOfHub } from "./vpc.ts";

function planHubTunnel(spec: WanSpec, site: SiteSpec): HubTunnelPlan {
  const net = transitNet(spec.transit, site.tunnel);
  const prefixes = sitePrefixes(site);
  return {
    interface: `wg${site.tunnel - 1}`,
    site: site.name,
    number: site.tunnel,
    listenPort: spec.wireguard.basePort + site.tunnel - 1,
    address: `${net.hub}/${net.network.prefix}`,
    peerAddress: net.site,
    peerAsn: site.asn,
    prefixes,
    allowedIps: [`${net.site}/32`, ...prefixes],
    endpoint: site.publicAddress && `${site.publicAddress}:${spec.wireguard.sitePort}`,
    keepalive: spec.wireguard.keepalive,
  };
}

/** The hubs' ends of all tunnels, in the order of their numbers; both hubs have the same. */
export function planHubTunnels(spec: WanSpec): HubTunnelPlan[] {
  return spec.sites.map((site) => planHubTunnel(spec, site)).sort((a, b) => a.number - b.number);
}

/** One of the two hubs. */
export function planHub(spec: WanSpec, role: HubRole, vpc: WanPlan["vpc"], tunnels: readonly HubTunnelPlan[]): HubPlan {
  const subnet = subnetOfHub(vpc, role);
  return {
    name: spec.hubs[role],
    role,
    asn: spec.hubs.asn,
    loopback: bareAddress(spec.hubs.loopback),
    routerId: hubRouterId(spec.profile, role),
    privateAddress: hubAddressIn(subnet),
    subnet,
    instanceType: spec.hubs.instanceType,
    tunnels,
    link: planHubLink(spec, role, vpc),
  };
}
