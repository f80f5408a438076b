import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";

/** A host's files: absolute-looking path without the leading slash (`etc/frr/frr.conf`) to text. */
export type FileTree = ReadonlyMap<string, string>;

export interface WrittenTree {
  written: string[];
  unchanged: string[];
}

/** WireGuard's files hold private keys, and environments hold credentials; FRR's are read by its own group on the host. Everything else may be read by all. */
export function modeOf(path: string): number {
  if (path.includes("etc/wireguard/") || path.endsWith(".key") || path.endsWith(".env")) return 0o600;
  if (path.includes("etc/frr/")) return 0o640;
  return 0o644;
}

async function sameText(file: string, text: string): Promise<boolean> {
  try {
    return (await readFile(file, "utf8")) === text;
  } catch {
    return false;
  }
}

/**
 * Writes `tree` below `root` and nothing outside it. A file that holds the text already keeps its times; one that changes is
 * replaced whole (temporary file, then rename), so that nobody ever reads half of it. Secrets are never world-readable, not
 * even for a moment. Throws RangeError for a path that leaves `root`.
 */
export async function writeTree(root: string, tree: FileTree): Promise<WrittenTree> {
  const result: WrittenTree = { written: [], unchanged: [] };
  for (const [path, text] of tree) {
    const file = resolve(join(root, path));
    if (relative(resolve(root), file).startsWith("..")) throw new RangeError(`${path} leaves ${root}`);
    const mode = modeOf(path);
    await mkdir(dirname(file), { recursive: true, mode: mode === 0o600 ? 0o700 : 0o755 });
    if (await sameText(file, text)) {
      if (((await stat(file)).mode & 0o777) !== mode) await chmod(file, mode);
      result.unchanged.push(path);
      continue;
    }
    const temporary = `${file}.${randomBytes(4).toString("hex")}.tmp`;
    try {
      await writeFile(temporary, text, { mode, flag: "wx" });
      await chmod(temporary, mode);
      await rename(temporary, file);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    result.written.push(path);
  }
  return result;
}
