import { join } from "node:path";
import type { KeyRing } from "../keys/index.ts";
import type { Session } from "./session.ts";
import { displayed, type LoadedWan } from "./wan.ts";

/** How many new files are named one by one. */
const NAMED = 10;

export const folderOf = (wan: LoadedWan): string => join(wan.folder, "keys");

/** The WAN's key ring from `keys/`, as it is: whoever deploys from another folder must not get new keys. Throws `key-missing`. */
export async function readKeys(wan: LoadedWan): Promise<KeyRing> {
  const { readKeyRing } = await import("../keys/index.ts");
  return readKeyRing(folderOf(wan), wan.plan);
}

/** Keys that are used before those among them that were missing are in files: what refuses them leaves none. */
export interface DraftKeys {
  ring: KeyRing;
  folder: string;
  /** Makes the files, says so, and names them. */
  keep(): Promise<string[]>;
}

/** The WAN's key ring from `keys/` beside its wan.yaml, with new keys where they are missing. */
export async function draftKeys(session: Session, wan: LoadedWan): Promise<DraftKeys> {
  const { draftKeyRing } = await import("../keys/index.ts");
  const folder = folderOf(wan);
  const { ring, missing, save } = await draftKeyRing(folder, wan.plan);
  return {
    ring,
    folder,
    async keep() {
      await save();
      for (const { file } of missing.slice(0, NAMED))
        session.note(`created ${displayed(file, session.io.cwd)} (private: keep it out of version control)`);
      if (missing.length > NAMED)
        session.note(`created ${missing.length - NAMED} more in ${displayed(folder, session.io.cwd)}`);
      return missing.map(({ file }) => file);
    },
  };
}
