import { bareAddress, type SiteSpec, type WanSpec } from "../spec/index.ts";
import { hubRouterId } from "./router-id.ts";
import { transitNet } from "./transit.ts";
import type { HubPlan, HubRole, HubTunnelPlan, SubnetPlan } from "./types.ts";
import { hubAddressIn } from "./vpc.ts";

function planHubTunnel(spec: WanSpec, site: SiteSpec): HubTunnelPlan {
  const net = transitNet(spec.transit, site.tunnel);
  return {
    interface: `wg${site.tunnel - 1}`,
    site: site.name,
    number: site.tunnel,
    listenPort: spec.wireguard.basePort + site.tunnel - 1,
    address: `${net.hub}/${net.network.prefix}`,
    peerAddress: net.site,
    peerAsn: site.asn,
    allowedIps: [`${net.site}/32`, site.loopback, ...site.networks],
    endpoint: site.publicAddress && `${site.publicAddress}:${spec.wireguard.sitePort}`,
    keepalive: spec.wireguard.keepalive,
  };
}

/** The hubs' ends of all tunnels, in the order of their numbers; both hubs have the same. */
export function planHubTunnels(spec: WanSpec): HubTunnelPlan[] {
  return spec.sites.map((site) => planHubTunnel(spec, site)).sort((a, b) => a.number - b.number);
}

/** One of the two hubs. */
export function planHub(spec: WanSpec, role: HubRole, subnet: SubnetPlan, tunnels: readonly HubTunnelPlan[]): HubPlan {
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
  };
}
