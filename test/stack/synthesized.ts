import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { readWan, type WanPlan } from "../../src/plan/index.ts";
import { type SynthesizedStack, type SynthesizeOptions, synthesize } from "../../src/stack/index.ts";

export type Profile = WanPlan["profile"];

/** The plan of the reference WAN, or of the same WAN with a hot standby. */
export const dc1 = (profile: Profile = "reference"): Promise<WanPlan> => example("dc1", profile);

/** The plan of `examples/<name>` with `profile`. */
export async function example(name: string, profile: Profile): Promise<WanPlan> {
  const text = await readFile(resolve(import.meta.dirname, `../../examples/${name}/wan.yaml`), "utf8");
  const read = readWan(text, { profile });
  if (!read.ok) throw new Error(read.issues.map((issue) => issue.message).join("; "));
  return read.plan;
}

export interface Assembly extends SynthesizedStack {
  outdir: string;
  remove(): Promise<void>;
}

/** Synthesizes `plan` into a folder of its own, with functions that stand for the real ones. Nothing of it is left when that fails. */
export async function synthesizeInto(
  plan: WanPlan,
  options: Pick<SynthesizeOptions, "rules" | "bundle" | "protect"> = {},
): Promise<Assembly> {
  const folder = await mkdtemp(join(tmpdir(), "hubshift-stack-"));
  const functionsDir = join(folder, "functions");
  for (const name of ["failover", "failback"]) {
    await mkdir(join(functionsDir, name), { recursive: true });
    await writeFile(join(functionsDir, name, "index.mjs"), `export const handler = async () => "${name}";\n`);
  }
  const outdir = join(folder, "cdk.out");
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    return { ...(await synthesize(plan, { ...options, outdir, functionsDir })), outdir, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
