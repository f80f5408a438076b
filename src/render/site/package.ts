import { hubshiftError } from "../../errors/index.ts";
import type { KeyRing } from "../../keys/index.ts";
import type { WanPlan } from "../../plan/index.ts";
import { renderHost } from "../host.ts";
import type { HostTree } from "../types.ts";
import { renderInstallScript } from "./install-script.ts";

/**
 * What a site's router needs, in one folder: `install.sh`, and the site's files below `files/`. The private key is in
 * `files/etc/wireguard/*.conf` where the key ring has it, and nowhere else. Throws HubshiftError as `renderHost` does, and
 * `export-hub` for a hub.
 */
export function renderSitePackage(plan: WanPlan, keys: KeyRing, siteName: string): HostTree {
  if (plan.hubs.some((hub) => hub.name === siteName)) throw hubshiftError("export-hub", { hub: siteName });
  const tree = renderHost(plan, keys, siteName);
  const site = plan.sites.find(({ name }) => name === siteName);
  if (!site) throw hubshiftError("host-unknown", { host: siteName, wan: plan.name });
  const ownKey = keys.sites.get(siteName)?.privateKey === undefined;
  return new Map([
    ["install.sh", renderInstallScript(plan, site, ownKey, tree)],
    ...[...tree].map(([path, text]): [string, string] => [`files/${path}`, text]),
  ]);
}
