import type { SitePlan, WanPlan } from "../plan/index.ts";

/** One direction to probe. */
export interface Pair {
  /** Host that sends. */
  from: string;
  source: string;
  /** Address that answers. */
  to: string;
  /** The sites whose tunnels the packets cross. */
  sites: readonly string[];
}

/** A host in one of a site's networks. */
export interface LanHost {
  /** As the laboratory names it. */
  name: string;
  site: string;
}

/** A host in each network of each site. */
export function lanHosts(plan: WanPlan): LanHost[] {
  return plan.sites.flatMap((site) =>
    site.networks.map((_, index) => ({ name: `${site.name}-LAN${index + 1}`, site: site.name })),
  );
}

function fromSite(site: SitePlan, plan: WanPlan): Pair[] {
  const source = { from: site.name, source: site.loopback };
  const others = plan.sites.filter((other) => other !== site);
  return [
    { ...source, to: plan.hubs[0].loopback, sites: [site.name] },
    ...others.map((other) => ({ ...source, to: other.loopback, sites: [site.name, other.name] })),
  ];
}

/**
 * Every site's loopback to the hubs' and to every other site's, and every host in a site's network to every one of another site's.
 * `addressOf` knows the addresses of the hosts in networks. Both hubs have one loopback: whoever is active answers.
 */
export function pairsOf(plan: WanPlan, addressOf: (lanHost: string) => string): Pair[] {
  const hosts = lanHosts(plan).map((host) => ({ ...host, address: addressOf(host.name) }));
  const betweenNetworks = hosts.flatMap((host) =>
    hosts
      .filter((other) => other.site !== host.site)
      .map((other) => ({
        from: host.name,
        source: host.address,
        to: other.address,
        sites: [host.site, other.site],
      })),
  );
  return [...plan.sites.flatMap((site) => fromSite(site, plan)), ...betweenNetworks];
}
