import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { hubshiftError } from "../errors/index.ts";

async function isRun(folder: string): Promise<boolean> {
  return (await readdir(folder)).includes("drill.json");
}

/** See the door of this room. */
export async function findRuns(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause) => {
    throw hubshiftError("folder-not-found", { folder }, { cause });
  });
  if (await isRun(folder)) return [folder];
  const inner = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  const runs = await Promise.all(inner.map(async (name) => ((await isRun(name)) ? [name] : [])));
  return runs.flat().sort();
}
