import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KeyRing } from "../keys/index.ts";
import type { SynthesizedStack } from "../stack/index.ts";
import type { LoadedWan } from "./wan.ts";

/** Runs `work` in a folder that is gone afterwards. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "hubshift-build-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes the archive that plain machines become the WAN's hubs from, and gives its file. */
async function writeHubBundle(folder: string, { plan }: LoadedWan, ring: KeyRing): Promise<string> {
  const { renderHubBundle } = await import("../render/index.ts");
  const { archiveOf, packageRoot, writeSecret } = await import("../system/index.ts");
  const agent = await readFile(join(packageRoot(), "dist/agent/hubshift-agent.mjs"), "utf8");
  const file = join(folder, "bundle.tar.gz");
  await writeSecret(file, archiveOf("hub", renderHubBundle(plan, ring, agent)));
  return file;
}

export interface BuildOptions {
  outdir: string;
  /** With it, the hubs boot from what the template says. */
  ring: KeyRing | undefined;
  validate: boolean;
  /** For `cdk deploy`, see `synthesize`. */
  protect?: boolean | undefined;
}

/** Writes the WAN's template, with the functions and what the hubs boot from beside it, as a CDK cloud assembly. */
export async function buildStack(wan: LoadedWan, options: BuildOptions): Promise<SynthesizedStack> {
  const { synthesize } = await import("../stack/index.ts");
  const { packageRoot } = await import("../system/index.ts");
  const { outdir, ring, validate, protect } = options;
  const functionsDir = join(packageRoot(), "dist/lambda");
  return inTemporaryFolder(async (folder) => {
    const bundle = ring && (await writeHubBundle(folder, wan, ring));
    return synthesize(wan.plan, { outdir, functionsDir, bundle, validate, protect });
  });
}
