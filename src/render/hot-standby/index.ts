import { renderDaemons } from "../daemons.ts";
import type { ProfileFiles } from "../types.ts";
import { renderAgentConfig, renderAgentService } from "./agent.ts";
import { renderHubFrr, renderSiteFrr } from "./frr.ts";
import { renderHubFirewall } from "./hub-firewall.ts";
import { renderSiteFirewall } from "./site-firewall.ts";

/** The files of a WAN whose standby hub is ready at once. */
export const hotStandby: ProfileFiles = {
  hub: (plan, keys, hub) =>
    new Map([
      ["etc/frr/frr.conf", renderHubFrr(plan, hub)],
      ["etc/frr/daemons", renderDaemons({ bfd: true, retain: true })],
      ["etc/nftables.conf", renderHubFirewall(plan, hub)],
      ["etc/hubshift/agent.json", renderAgentConfig(plan, keys, hub)],
      ["etc/systemd/system/hubshift-agent.service", renderAgentService(hub)],
    ]),
  site: (plan, site) =>
    new Map([
      ["etc/frr/frr.conf", renderSiteFrr(plan, site)],
      ["etc/frr/daemons", renderDaemons({ bfd: plan.bfd, retain: true })],
      ["etc/nftables.conf", renderSiteFirewall(site)],
    ]),
};
