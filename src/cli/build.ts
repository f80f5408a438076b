import { mkdtemp, rm } from "node:fs/promises";
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
    const { writeHubBundle } = await import("../boot/index.ts");
    const bundle = ring && (await writeHubBundle(folder, wan.plan, ring));
    return synthesize(wan.plan, { outdir, functionsDir, bundle, validate, protect });
  });
}
