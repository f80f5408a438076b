import { renderDaemons } from "../daemons.ts";
import type { HostTree, ProfileFiles } from "../types.ts";
import { renderHubFrr, renderSiteFrr } from "./frr.ts";
import { renderNftables } from "./nftables.ts";

function files(frr: string): HostTree {
  return new Map([
    ["etc/frr/frr.conf", frr],
    ["etc/frr/daemons", renderDaemons({ bfd: false, retain: false })],
    ["etc/nftables.conf", renderNftables()],
  ]);
}

/** The reference document's files. */
export const reference: ProfileFiles = {
  hub: (_plan, _keys, hub) => files(renderHubFrr(hub)),
  site: (plan, site) => files(renderSiteFrr(plan, site)),
};
