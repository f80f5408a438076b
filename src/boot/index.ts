import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { KeyRing } from "../keys/index.ts";
import { keyParameters, type WanPlan } from "../plan/index.ts";
import { renderHubBundle } from "../render/index.ts";
import { archiveOf, packageRoot, writeSecret } from "../system/index.ts";

/** Writes the archive that plain machines become the WAN's hubs from into `folder`, and gives its file. It holds no private key. */
export async function writeHubBundle(folder: string, plan: WanPlan, ring: KeyRing): Promise<string> {
  const agent = await readFile(join(packageRoot(), "dist/agent/hubshift-agent.mjs"), "utf8");
  const file = join(folder, "bundle.tar.gz");
  await writeSecret(file, archiveOf("hub", renderHubBundle(plan, ring, agent)));
  return file;
}

/** By the parameter's name: the private keys that the hubs fetch when they boot. */
export function hubSecrets(plan: WanPlan, ring: KeyRing): Map<string, string> {
  const { hub, links } = keyParameters(plan);
  const secrets = new Map([[hub, ring.hub.privateKey]]);
  for (const [name, parameter] of links) {
    const pair = ring.links.get(name);
    if (!pair) throw new Error(`the ring has no key for the hub link of ${name}`);
    secrets.set(parameter, pair.privateKey);
  }
  return secrets;
}
