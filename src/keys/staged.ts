import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { WanPlan } from "../plan/index.ts";
import { readKeyFile, secureFolder, writeKeyFile } from "./file.ts";
import { hubFile, siteFile } from "./ring.ts";
import type { KeyPair } from "./types.ts";

/** The key file of one identity, and beside it (`.next`) the pair that is to replace it. */
export interface StagedKeyFile {
  file: string;
  current: KeyPair | undefined;
  staged: KeyPair | undefined;
  /** Keeps a pair beside the current one. Throws `key-unreadable` where one waits already. */
  stage(pair: KeyPair): Promise<void>;
  /** The staged pair becomes the current one, in one step; nothing happens without one. */
  commit(): Promise<void>;
  discard(): Promise<void>;
}

/** Opens the key file of a site, or of the hubs where none is named. Errors as with `openKeyRing`. */
export async function openStagedKey(folder: string, plan: WanPlan, site?: string): Promise<StagedKeyFile> {
  await secureFolder(folder, false);
  const file = join(folder, site === undefined ? hubFile(plan) : siteFile(site));
  const next = `${file}.next`;
  return {
    file,
    current: readKeyFile(file),
    staged: readKeyFile(next),
    stage: async (pair) => writeKeyFile(next, pair),
    commit: async () => {
      if (readKeyFile(next)) await rename(next, file);
    },
    discard: () => rm(next, { force: true }),
  };
}
