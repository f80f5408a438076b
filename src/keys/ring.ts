import { join } from "node:path";
import { hubshiftError } from "../errors/index.ts";
import type { WanPlan } from "../plan/index.ts";
import { readKeyFile, secureFolder, writeKeyFile } from "./file.ts";
import { generateKeyPair } from "./pair.ts";
import type { KeyPair, KeyRing, SiteKeys } from "./types.ts";

export interface KeyRingDraft {
  ring: KeyRing;
  /** Whose files do not exist yet, in the order of the plan. */
  missing: Identity[];
  /** Makes those files (mode 0600, folder 0700). */
  save(): Promise<void>;
}

/** Somebody whose private key lies in a file, which tells identities apart. */
export interface Identity {
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
 * `wg genkey` writes them. A site whose public key is in wan.yaml needs none. Missing keys are made in memory; existing files are
 * never changed. Throws key-exposed, key-malformed and key-unreadable.
 */
export async function draftKeyRing(folder: string, plan: WanPlan): Promise<KeyRingDraft> {
  await secureFolder(folder, false);
  const missing: Identity[] = [];
  const pairs = new Map<string, KeyPair>();
  for (const identity of identities(plan)) {
    const found = readKeyFile(join(folder, identity.file));
    if (!found) missing.push(identity);
    pairs.set(identity.file, found ?? generateKeyPair());
  }
  const pairOf = (file: string): KeyPair => {
    const pair = pairs.get(file);
    if (!pair) throw new Error(`${file} was neither read nor made`);
    return pair;
  };
  return {
    ring: assemble(plan, pairOf),
    missing: missing.map(({ owner, file }) => ({ owner, file: join(folder, file) })),
    async save() {
      await secureFolder(folder, true);
      for (const { file } of missing) writeKeyFile(join(folder, file), pairOf(file));
    },
  };
}

/** The keys of a WAN that are all there, as `draftKeyRing` finds them. Throws, too, key-missing. */
export async function readKeyRing(folder: string, plan: WanPlan): Promise<KeyRing> {
  const { ring, missing } = await draftKeyRing(folder, plan);
  const [first] = missing;
  if (first) throw hubshiftError("key-missing", { ...first });
  return ring;
}

/** New keys for everybody, in memory only. The public keys of wan.yaml do not count: a laboratory has no use for real keys. */
export function ephemeralKeyRing(plan: WanPlan): KeyRing {
  const sites = plan.sites.map((site) => ({ ...site, publicKey: undefined }));
  return assemble({ ...plan, sites }, generateKeyPair);
}
