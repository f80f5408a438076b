import { hubshiftError } from "../errors/index.ts";
import type { KeyRing } from "../keys/index.ts";
import type { HubPlan, SitePlan, WanPlan } from "../plan/index.ts";
import { renderVtysh } from "./daemons.ts";
import { hotStandby } from "./hot-standby/index.ts";
import { renderLoopbackService, renderSysctl } from "./machine.ts";
import { reference } from "./reference/index.ts";
import type { HostTree, ProfileFiles } from "./types.ts";
import { renderHubTunnels, renderSiteTunnel, tunnelPath } from "./wireguard.ts";

const profiles: Readonly<Record<WanPlan["profile"], ProfileFiles>> = { reference, "hot-standby": hotStandby };

function hostTree(tunnels: readonly [string, string][], own: HostTree, loopback: string): HostTree {
  return new Map([
    ...tunnels,
    ...own,
    ["etc/frr/vtysh.conf", renderVtysh()],
    ["etc/sysctl.d/90-hubshift.conf", renderSysctl()],
    ["etc/systemd/system/hubshift-loopback.service", renderLoopbackService(loopback)],
  ]);
}

function renderHub(plan: WanPlan, keys: KeyRing, hub: HubPlan): HostTree {
  return hostTree(renderHubTunnels(plan, keys, hub), profiles[plan.profile].hub(plan, keys, hub), hub.loopback);
}

function renderSite(plan: WanPlan, keys: KeyRing, site: SitePlan): HostTree {
  const tunnel: [string, string] = [tunnelPath(site.tunnel.interface), renderSiteTunnel(plan, keys, site)];
  return hostTree([tunnel], profiles[plan.profile].site(plan, site), site.loopback);
}

/**
 * All configuration files of one host. Private keys are in `etc/wireguard/*.conf` and nowhere else.
 * Throws HubshiftError: `host-unknown`, `site-key-unknown`, `link-key-unknown`; and while the plan has no hub address
 * `hub-address-unknown` for a site, and for a hub that has an agent.
 */
export function renderHost(plan: WanPlan, keys: KeyRing, hostName: string): HostTree {
  const hub = plan.hubs.find((candidate) => candidate.name === hostName);
  if (hub) return renderHub(plan, keys, hub);
  const site = plan.sites.find((candidate) => candidate.name === hostName);
  if (site) return renderSite(plan, keys, site);
  throw hubshiftError("host-unknown", { host: hostName, wan: plan.name });
}

/** All configuration files of every host by its name, hubs first. Throws as `renderHost` does. */
export function renderHosts(plan: WanPlan, keys: KeyRing): Map<string, HostTree> {
  return new Map([
    ...plan.hubs.map((hub): [string, HostTree] => [hub.name, renderHub(plan, keys, hub)]),
    ...plan.sites.map((site): [string, HostTree] => [site.name, renderSite(plan, keys, site)]),
  ]);
}
