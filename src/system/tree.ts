import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
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

function sameText(file: string, text: string): boolean {
  try {
    return readFileSync(file, "utf8") === text;
  } catch {
    return false;
  }
}

function replace(file: string, text: string, mode: number): void {
  const temporary = `${file}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    writeFileSync(temporary, text, { mode, flag: "wx" });
    chmodSync(temporary, mode);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/**
 * Writes `tree` below `root` and nothing outside it. A file that holds the text already keeps its times; one that changes is
 * replaced whole (temporary file, then rename), so that nobody ever reads half of it. Secrets are never world-readable, not
 * even for a moment. Throws RangeError for a path that leaves `root`.
 */
export async function writeTree(root: string, tree: FileTree): Promise<WrittenTree> {
  // The calls are synchronous: a WAN has thousands of small files, and handing each call to another thread takes longer than the call.
  const result: WrittenTree = { written: [], unchanged: [] };
  for (const [path, text] of tree) {
    const file = resolve(join(root, path));
    if (relative(resolve(root), file).startsWith("..")) throw new RangeError(`${path} leaves ${root}`);
    const mode = modeOf(path);
    // The folder of a secret is closed; the ones above it are copied onto hosts, where `etc` must be open.
    mkdirSync(dirname(dirname(file)), { recursive: true, mode: 0o755 });
    mkdirSync(dirname(file), { recursive: true, mode: mode === 0o600 ? 0o700 : 0o755 });
    if (sameText(file, text)) {
      if ((statSync(file).mode & 0o777) !== mode) chmodSync(file, mode);
      result.unchanged.push(path);
    } else {
      replace(file, text, mode);
      result.written.push(path);
    }
  }
  return result;
}
