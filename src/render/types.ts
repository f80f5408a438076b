import type { KeyRing } from "../keys/index.ts";
import type { HubPlan, SitePlan, WanPlan } from "../plan/index.ts";

/** A host's files: path from the root without the leading slash (`etc/frr/frr.conf`) to text. */
export type HostTree = ReadonlyMap<string, string>;

/** The files that depend on the profile as a whole. */
export interface ProfileFiles {
  hub(plan: WanPlan, keys: KeyRing, hub: HubPlan): HostTree;
  site(plan: WanPlan, site: SitePlan): HostTree;
}
