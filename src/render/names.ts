import type { WanPlan } from "../plan/index.ts";

/**
 * What sites call the pair of hubs behind the one address: the names' common beginning and `x` (`DC1-SP1`, `DC1-SP2`:
 * `DC1-SPx`), or both names where they begin differently.
 */
export function hubPairName(plan: WanPlan): string {
  const [primary, standby] = plan.hubs;
  let length = 0;
  while (length < primary.name.length && primary.name[length] === standby.name[length]) length++;
  return length > 0 ? `${primary.name.slice(0, length)}x` : `${primary.name}/${standby.name}`;
}
