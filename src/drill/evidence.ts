import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";

/** The folder that a drill leaves behind: what it measured, and what it concluded from. Holds no private key. */
export interface Evidence {
  readonly folder: string;
  /** Path of a file or folder in it. */
  path(...names: string[]): string;
  write(name: string, text: string): Promise<void>;
  writeJson(name: string, value: unknown): Promise<void>;
}

/** Makes the folder, with those that probes and captures write to. Throws what the file system says when it cannot. */
export async function openEvidence(folder: string): Promise<Evidence> {
  for (const name of ["pings", "handshakes", "logs", "consoles"]) await mkdir(join(folder, name), { recursive: true });
  const path = (...names: string[]) => join(folder, ...names);
  const write = (name: string, text: string) => writeFile(path(name), text);
  return {
    folder,
    path,
    write,
    writeJson: (name, value) => write(name, `${JSON.stringify(value, null, 2)}\n`),
  };
}

/** What a drill writes into its folder; whatever else lies there is none of it. */
const SOURCES =
  /^(?:(?:wan\.yaml|template\.json|journal\.json|laboratory\.json|drill\.json)$|(?:pings|handshakes|logs|consoles|hosts|validation)\/)/;

/** The files of a run, by their paths below its folder, in the order of their paths. */
export async function sourceFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return files
    .map((file) => relative(folder, file))
    .filter((name) => SOURCES.test(name))
    .sort();
}

/** The folder's usual name: UTC time to the second, then the mode. Sorts by time, and suits every file system. */
export function evidenceName(startedAt: Date, mode: string): string {
  return `${startedAt.toISOString().slice(0, 19).replaceAll(":", "").replace("T", "-")}Z-${mode}`;
}
