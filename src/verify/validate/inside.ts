import type { WanPlan } from "../../plan/index.ts";
import { contains, networkOf } from "../../spec/index.ts";

/** Whether an address or prefix belongs inside the tunnels: to the transit range, the overlay or a site's networks. */
export function insideOf({ sites }: WanPlan): (network: string) => boolean {
  const inside = sites.flatMap(({ tunnel, prefixes }) => [...tunnel.allowedIps, ...prefixes]).map(networkOf);
  return (network) => inside.some((outer) => contains(outer, networkOf(network)));
}
