import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openKeys } from "./keyring.ts";
import type { Session } from "./session.ts";
import type { LoadedWan } from "./wan.ts";

/** Runs `work` with the file of the bundle that plain machines become the WAN's hubs from; the file is gone afterwards. */
export async function withHubBundle<T>(
  session: Session,
  wan: LoadedWan,
  work: (file: string) => Promise<T>,
): Promise<T> {
  const { renderHubBundle } = await import("../render/index.ts");
  const { archiveOf, packageRoot, writeSecret } = await import("../system/index.ts");
  const { ring } = await openKeys(session, wan);
  const agent = await readFile(join(packageRoot(), "dist/agent/hubshift-agent.mjs"), "utf8");
  const folder = await mkdtemp(join(tmpdir(), "hubshift-bundle-"));
  try {
    const file = join(folder, "bundle.tar.gz");
    await writeSecret(file, archiveOf("hub", renderHubBundle(wan.plan, ring, agent)));
    return await work(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
