import type { SitePlan, WanPlan } from "../../plan/index.ts";
import { renderScript } from "../shell/script.ts";
import { unitsOf } from "../shell/units.ts";
import type { HostTree } from "../types.ts";
import { OWN_KEY_FILE } from "../wireguard.ts";
import { ACTIONS } from "./actions.ts";
import { ARGUMENTS } from "./arguments.ts";
import { FILES } from "./files.ts";
import { MACHINE } from "./machine.ts";

/** What the script knows of its site. No value has a character that the shell reads. */
function facts(plan: WanPlan, site: SitePlan, ownKey: boolean, tree: HostTree): string {
  const firewalled = plan.profile === "hot-standby";
  return [
    `SITE=${site.name}`,
    `WAN=${plan.name}`,
    `INTERFACE=${site.tunnel.interface}`,
    `LOOPBACK=${site.loopback}/32`,
    "# Who may log in by SSH once the firewall is up; empty: the firewall leaves that alone.",
    `SSH_FROM="${firewalled ? site.networks.join(" ") || "nowhere" : ""}"`,
    "# Where the site's owner keeps the private key; empty: it is in this archive.",
    `OWN_KEY=${ownKey ? OWN_KEY_FILE : ""}`,
    'PACKAGES="wireguard-tools frr nftables"',
    `UNITS="${unitsOf([site.tunnel.interface]).join(" ")}"`,
    `FILES="${[...tree.keys()].sort().join("\n")}"`,
  ].join("\n");
}

/**
 * The script that makes a Debian 12 machine the router of `site`, for a POSIX shell. It expects the files of `tree` in `files/` beside
 * itself. `ownKey`: the site's private key is not in them.
 */
export function renderInstallScript(plan: WanPlan, site: SitePlan, ownKey: boolean, tree: HostTree): string {
  const summary = `Sets this Debian machine up as ${site.name}, a site of the WAN ${plan.name}: sh install.sh --help`;
  return renderScript("sh", summary, [facts(plan, site, ownKey, tree), ARGUMENTS, FILES, MACHINE, ACTIONS]);
}
