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

function holds(file: string, text: string): boolean {
  const status = statSync(file, { throwIfNoEntry: false });
  return status?.size === Buffer.byteLength(text) && status.isFile() && readFileSync(file, "utf8") === text;
}

function replace(file: string, temporary: string, text: string, mode: number): void {
  try {
    writeFileSync(temporary, text, { mode, flag: "wx" });
    chmodSync(temporary, mode);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Makes a folder once; `made` has those that are there. */
function makeFolder(folder: string, mode: number, made: Set<string>): void {
  if (made.has(folder)) return;
  mkdirSync(folder, { recursive: true, mode });
  made.add(folder);
}

/**
 * Writes `tree` below `root` and nothing outside it. A file that holds the text already keeps its times; one that changes is
 * replaced whole (temporary file, then rename), so that nobody ever reads half of it. Secrets are never world-readable, not
 * even for a moment. Throws RangeError for a path that leaves `root`.
 */
export async function writeTree(root: string, tree: FileTree): Promise<WrittenTree> {
  // The calls are synchronous: a WAN has thousands of small files, and handing each call to another thread takes longer than the call.
  const result: WrittenTree = { written: [], unchanged: [] };
  const suffix = `.${randomBytes(4).toString("hex")}.tmp`;
  const made = new Set<string>();
  for (const [path, text] of tree) {
    const file = resolve(join(root, path));
    if (relative(resolve(root), file).startsWith("..")) throw new RangeError(`${path} leaves ${root}`);
    const [folder, mode] = [dirname(file), modeOf(path)];
    // The folder of a secret is closed; the ones above it are copied onto hosts, where `etc` must be open.
    makeFolder(dirname(folder), 0o755, made);
    makeFolder(folder, mode === 0o600 ? 0o700 : 0o755, made);
    if (holds(file, text)) {
      if ((statSync(file).mode & 0o777) !== mode) chmodSync(file, mode);
      result.unchanged.push(path);
    } else {
      replace(file, `${file}${suffix}`, text, mode);
      result.written.push(path);
    }
  }
  return result;
}
