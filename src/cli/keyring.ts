import { join } from "node:path";
import type { KeyRing } from "../keys/index.ts";
import type { Session } from "./session.ts";
import { displayed, type LoadedWan } from "./wan.ts";

/** How many new files are named one by one. */
const NAMED = 10;

export const folderOf = (wan: LoadedWan): string => join(wan.folder, "keys");

/** The WAN's key ring from `keys/`, as it is: whoever deploys from another folder must not get new keys. Throws `key-missing`. */
export async function readKeys(wan: LoadedWan): Promise<KeyRing> {
  const { openKeyRing } = await import("../keys/index.ts");
  return (await openKeyRing(folderOf(wan), wan.plan, { create: false })).ring;
}

/** The WAN's key ring from `keys/` beside its wan.yaml. Makes what is missing, and says so. */
export async function openKeys(
  session: Session,
  wan: LoadedWan,
): Promise<{ ring: KeyRing; created: string[]; folder: string }> {
  const { openKeyRing } = await import("../keys/index.ts");
  const folder = folderOf(wan);
  const { ring, created } = await openKeyRing(folder, wan.plan, { create: true });
  for (const file of created.slice(0, NAMED))
    session.note(`created ${displayed(file, session.io.cwd)} (private: keep it out of version control)`);
  if (created.length > NAMED)
    session.note(`created ${created.length - NAMED} more in ${displayed(folder, session.io.cwd)}`);
  return { ring, created, folder };
}
