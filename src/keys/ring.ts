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

/** Somebody whose private key lies in a file, which tells identities apart. */
interface Identity {
  owner: string;
  file: string;
}

export const hubFile = (plan: WanPlan): string => `${plan.name}-hub.key`;
const linkFile = (plan: WanPlan, hub: string): string => `${plan.name}-${hub}-link.key`;
export const siteFile = (site: string): string => `${site}.key`;

/** The hubs that have a link. */
const linked = (plan: WanPlan): string[] => plan.hubs.filter(({ link }) => link).map(({ name }) => name);

function identities(plan: WanPlan): Identity[] {
  const sites = plan.sites.filter((site) => site.publicKey === undefined);
  return [
    { owner: "the hubs", file: hubFile(plan) },
    ...linked(plan).map((hub) => ({ owner: `the hub link of ${hub}`, file: linkFile(plan, hub) })),
    ...sites.map(({ name }) => ({ owner: name, file: siteFile(name) })),
  ];
}

/** `pairOf` is asked for every identity of the plan. */
function assemble(plan: WanPlan, pairOf: (file: string) => KeyPair): KeyRing {
  return {
    hub: pairOf(hubFile(plan)),
    links: new Map(linked(plan).map((hub) => [hub, pairOf(linkFile(plan, hub))])),
    sites: new Map(
      plan.sites.map(({ name, publicKey }): [string, SiteKeys] => [
        name,
        publicKey === undefined ? pairOf(siteFile(name)) : { publicKey },
      ]),
    ),
  };
}

/**
 * The keys of a WAN from a folder with one file per identity: `<wan>-hub.key`, `<wan>-<hub>-link.key` and `<site>.key`, as
 * `wg genkey` writes them. A site whose public key is in wan.yaml needs none. With `create`, missing keys are made (mode 0600, folder
 * 0700); existing files are checked before the first is made, and never changed. Throws key-missing, key-exposed, key-malformed and
 * key-unreadable.
 */
export async function openKeyRing(folder: string, plan: WanPlan, options: { create: boolean }): Promise<OpenedKeyRing> {
  await secureFolder(folder, options.create);
  const pairs = new Map<string, KeyPair>();
  const missing: string[] = [];
  for (const { owner, file } of identities(plan)) {
    const path = join(folder, file);
    const pair = readKeyFile(path);
    if (pair) pairs.set(file, pair);
    else if (options.create) missing.push(file);
    else throw hubshiftError("key-missing", { file: path, owner });
  }
  for (const file of missing) {
    const pair = generateKeyPair();
    await writeKeyFile(join(folder, file), pair);
    pairs.set(file, pair);
  }
  const pairOf = (file: string): KeyPair => {
    const pair = pairs.get(file);
    if (!pair) throw new Error(`${file} was neither read nor made`);
    return pair;
  };
  return { ring: assemble(plan, pairOf), created: missing.map((file) => join(folder, file)) };
}

/** New keys for everybody, in memory only. The public keys of wan.yaml do not count: a laboratory has no use for real keys. */
export function ephemeralKeyRing(plan: WanPlan): KeyRing {
  const sites = plan.sites.map((site) => ({ ...site, publicKey: undefined }));
  return assemble({ ...plan, sites }, generateKeyPair);
}
