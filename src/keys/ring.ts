import { join } from "node:path";
import { hubshiftError } from "../errors/index.ts";
import type { WanPlan } from "../plan/index.ts";
import { readKeyFile, secureFolder, writeKeyFile } from "./file.ts";
import { generateKeyPair } from "./pair.ts";
import type { KeyPair, KeyRing, SiteKeys } from "./types.ts";

export interface OpenedKeyRing {
  ring: KeyRing;
  /** Files that did not exist before, in the order of the plan. */
  created: string[];
}

/** Somebody whose private key lies in a file. */
interface Identity {
  name: string;
  file: string;
}

const HUB = "the hubs";

function identities(folder: string, plan: WanPlan): Identity[] {
  const sites = plan.sites.filter((site) => site.publicKey === undefined);
  return [
    { name: HUB, file: join(folder, `${plan.name}-hub.key`) },
    ...sites.map((site) => ({ name: site.name, file: join(folder, `${site.name}.key`) })),
  ];
}

function assemble(plan: WanPlan, hub: KeyPair, pairs: ReadonlyMap<string, KeyPair>): KeyRing {
  const sites = new Map<string, SiteKeys>();
  for (const { name, publicKey } of plan.sites) {
    const keys = publicKey === undefined ? pairs.get(name) : { publicKey };
    if (keys) sites.set(name, keys);
  }
  return { hub, sites };
}

/**
 * The keys of a WAN from a folder with one file per identity: `<wan>-hub.key` and `<site>.key`, as `wg genkey` writes them. A site
 * whose public key is in wan.yaml needs none. With `create`, missing keys are made (mode 0600, folder 0700); existing files are
 * checked before the first is made, and never changed. Throws key-missing, key-exposed, key-malformed and key-unreadable.
 */
export async function openKeyRing(folder: string, plan: WanPlan, options: { create: boolean }): Promise<OpenedKeyRing> {
  await secureFolder(folder, options.create);
  const pairs = new Map<string, KeyPair>();
  const missing: Identity[] = [];
  for (const identity of identities(folder, plan)) {
    const pair = await readKeyFile(identity.file);
    if (pair) pairs.set(identity.name, pair);
    else if (options.create) missing.push(identity);
    else throw hubshiftError("key-missing", { file: identity.file, owner: identity.name });
  }
  for (const { name, file } of missing) {
    const pair = generateKeyPair();
    await writeKeyFile(file, pair);
    pairs.set(name, pair);
  }
  const hub = pairs.get(HUB);
  if (!hub) throw new Error("the hubs' key was neither read nor made");
  return { ring: assemble(plan, hub, pairs), created: missing.map(({ file }) => file) };
}

/** New keys for everybody, in memory only. The public keys of wan.yaml do not count: a laboratory has no use for real keys. */
export function ephemeralKeyRing(plan: WanPlan): KeyRing {
  return { hub: generateKeyPair(), sites: new Map(plan.sites.map((site) => [site.name, generateKeyPair()])) };
}
