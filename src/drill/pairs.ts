import type { WanPlan } from "../plan/index.ts";

/** One direction to probe: from a site's loopback to the hub's or another site's. */
export interface Pair {
  /** Host that sends. */
  from: string;
  source: string;
  /** Address that answers. */
  to: string;
  /** The sites whose tunnels the packets cross. */
  sites: readonly string[];
}

/** Every site to the hub's loopback, and every ordered pair of sites. */
export function pairsOf(plan: WanPlan): Pair[] {
  return plan.sites.flatMap((site) => [
    { from: site.name, source: site.loopback, to: plan.hubs[0].loopback, sites: [site.name] },
    ...plan.sites
      .filter((other) => other !== site)
      .map((other) => ({ from: site.name, source: site.loopback, to: other.loopback, sites: [site.name, other.name] })),
  ]);
}
