import { randomBytes } from "node:crypto";
import { chmod, rename, rm, stat, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { type FileTree, modeOf } from "./tree.ts";

const BLOCK = 512;
/** The place of the operating system in a gzip header (RFC 1952, section 2.3.1), and its value for "unknown". */
const [GZIP_OS, UNKNOWN_OS] = [9, 255];

function octal(value: number, length: number): string {
  return `${value.toString(8).padStart(length - 1, "0")}\0`;
}

/** A ustar header (POSIX.1-2017, pax, "ustar Interchange Format"): owner root, modified at the epoch. */
function header(path: string, mode: number, size: number): Buffer {
  if (Buffer.byteLength(path) > 100) throw new RangeError(`${path} is too long for a ustar archive`);
  const block = Buffer.alloc(BLOCK);
  const put = (text: string, offset: number) => block.write(text, offset, "latin1");
  block.write(path, 0, "utf8");
  put(octal(mode, 8), 100);
  put(octal(0, 8), 108);
  put(octal(0, 8), 116);
  put(octal(size, 12), 124);
  put(octal(0, 12), 136);
  // The checksum counts itself as blanks.
  put("        0", 148);
  put("ustar\u000000root", 257);
  put("root", 297);
  put(
    `${octal(
      block.reduce((sum, byte) => sum + byte, 0),
      7,
    )} `,
    148,
  );
  return block;
}

/** `tree` as a tar.gz with every path below `folder`: equal trees give equal bytes, on every machine and at any time. */
export function archiveOf(folder: string, tree: FileTree): Buffer {
  const files = [...tree].sort(([a], [b]) => (a < b ? -1 : 1));
  const blocks = files.flatMap(([path, text]) => {
    const content = Buffer.from(text);
    const padding = Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK);
    return [header(`${folder}/${path}`, modeOf(path), content.length), content, padding];
  });
  const archive = gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]), { level: 9 });
  archive[GZIP_OS] = UNKNOWN_OS;
  return archive;
}

/** A rename would put an ordinary file into the place of a device or a pipe, and root may do that. */
async function refuseSpecial(file: string): Promise<void> {
  const there = await stat(file).catch(() => undefined);
  if (there === undefined || there.isFile() || there.isDirectory()) return;
  throw Object.assign(new Error(`${file} is no ordinary file`), { code: "no ordinary file", syscall: "rename" });
}

/** Writes a file that may hold secrets, mode 0600, whole or not at all; replaces an ordinary file that is there, and nothing else. */
export async function writeSecret(file: string, content: Uint8Array): Promise<void> {
  await refuseSpecial(file);
  const temporary = `${file}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    await writeFile(temporary, content, { mode: 0o600, flag: "wx" });
    await chmod(temporary, 0o600);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
