import { hubshiftError } from "../errors/index.ts";
import type { KeyRing } from "../keys/index.ts";
import type { HubPlan, SitePlan, WanPlan } from "../plan/index.ts";
import { renderDaemons, renderHubFrr, renderSiteFrr, renderVtysh } from "./frr.ts";
import { renderLoopbackService, renderNftables, renderSysctl } from "./machine.ts";
import { renderHubTunnels, renderSiteTunnel, tunnelPath } from "./wireguard.ts";

/** A host's files: path from the root without the leading slash (`etc/frr/frr.conf`) to text. */
export type HostTree = ReadonlyMap<string, string>;

function hostTree(tunnels: readonly [string, string][], frr: string, loopback: string): HostTree {
  return new Map([
    ...tunnels,
    ["etc/frr/frr.conf", frr],
    ["etc/frr/daemons", renderDaemons()],
    ["etc/frr/vtysh.conf", renderVtysh()],
    ["etc/sysctl.d/90-hubshift.conf", renderSysctl()],
    ["etc/nftables.conf", renderNftables()],
    ["etc/systemd/system/hubshift-loopback.service", renderLoopbackService(loopback)],
  ]);
}

function renderHub(plan: WanPlan, keys: KeyRing, hub: HubPlan): HostTree {
  return hostTree(renderHubTunnels(plan, keys, hub), renderHubFrr(hub), hub.loopback);
}

function renderSite(plan: WanPlan, keys: KeyRing, site: SitePlan): HostTree {
  const tunnel: [string, string] = [tunnelPath(site.tunnel.interface), renderSiteTunnel(plan, keys, site)];
  return hostTree([tunnel], renderSiteFrr(plan, site), site.loopback);
}

/** The reference's files on a hot standby would make two hubs that fight for the sites: better no files than those. */
function requireReference(plan: WanPlan): void {
  if (plan.profile !== "reference") throw hubshiftError("profile-not-rendered", { profile: plan.profile });
}

/**
 * All configuration files of one host. Private keys are in `etc/wireguard/*.conf` and nowhere else.
 * Throws HubshiftError: `host-unknown`, `site-key-unknown`, `profile-not-rendered`, and for a site `hub-address-unknown` while
 * the plan has no hub address.
 */
export function renderHost(plan: WanPlan, keys: KeyRing, hostName: string): HostTree {
  requireReference(plan);
  const hub = plan.hubs.find((candidate) => candidate.name === hostName);
  if (hub) return renderHub(plan, keys, hub);
  const site = plan.sites.find((candidate) => candidate.name === hostName);
  if (site) return renderSite(plan, keys, site);
  throw hubshiftError("host-unknown", { host: hostName, wan: plan.name });
}

/** All configuration files of every host by its name, hubs first. Throws as `renderHost` does. */
export function renderHosts(plan: WanPlan, keys: KeyRing): Map<string, HostTree> {
  requireReference(plan);
  return new Map([
    ...plan.hubs.map((hub): [string, HostTree] => [hub.name, renderHub(plan, keys, hub)]),
    ...plan.sites.map((site): [string, HostTree] => [site.name, renderSite(plan, keys, site)]),
  ]);
}
