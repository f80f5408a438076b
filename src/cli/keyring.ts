import { join } from "node:path";
import type { KeyRing } from "../keys/index.ts";
import type { Session } from "./session.ts";
import { displayed, type LoadedWan } from "./wan.ts";

/** The WAN's key ring from `keys/` beside its wan.yaml. Makes what is missing, and says so. */
export async function openKeys(
  session: Session,
  wan: LoadedWan,
): Promise<{ ring: KeyRing; created: string[]; folder: string }> {
  const { openKeyRing } = await import("../keys/index.ts");
  const folder = join(wan.folder, "keys");
  const { ring, created } = await openKeyRing(folder, wan.plan, { create: true });
  for (const file of created)
    session.note(`created ${displayed(file, session.io.cwd)} (private: keep it out of version control)`);
  return { ring, created, folder };
}
