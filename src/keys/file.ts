import { randomBytes } from "node:crypto";
import { closeSync, fstatSync, linkSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { HubshiftError, hubshiftError } from "../errors/index.ts";
import { isKey } from "./curve.ts";
import { pairOf } from "./pair.ts";
import type { KeyPair } from "./types.ts";

const octal = (mode: number): string => (mode & 0o777).toString(8).padStart(4, "0");

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException).code ?? error);
}

function unreadable(file: string, error: unknown) {
  return hubshiftError("key-unreadable", { file, reason: `cannot be used (${codeOf(error)})` }, { cause: error });
}

/** Makes the folder of keys, for its owner alone; refuses one that others may change, since they could put their own keys into it. */
export async function secureFolder(folder: string, create: boolean): Promise<void> {
  try {
    if (create) await mkdir(folder, { recursive: true, mode: 0o700 });
    const { mode } = await stat(folder);
    if (mode & 0o022) throw hubshiftError("key-exposed", { file: folder, mode: octal(mode), wanted: "700" });
  } catch (error) {
    if (codeOf(error) === "ENOENT" && !create) return;
    throw error instanceof HubshiftError ? error : unreadable(folder, error);
  }
}

function readGuarded(file: string, handle: number): KeyPair {
  const status = fstatSync(handle);
  if (!status.isFile()) throw hubshiftError("key-unreadable", { file, reason: "not an ordinary file" });
  if (status.mode & 0o077) throw hubshiftError("key-exposed", { file, mode: octal(status.mode), wanted: "600" });
  const text = readFileSync(handle, "utf8").trim();
  if (!isKey(text)) throw hubshiftError("key-malformed", { file });
  return pairOf(text);
}

/**
 * The pair whose private key `file` holds; undefined when there is no such file. The permissions are those of the file that is read.
 * Synchronous: a WAN has a thousand of them, and handing each call to another thread takes longer than the call.
 */
export function readKeyFile(file: string): KeyPair | undefined {
  let handle: number;
  try {
    handle = openSync(file, "r");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw unreadable(file, error);
  }
  try {
    return readGuarded(file, handle);
  } finally {
    closeSync(handle);
  }
}

/** Writes a private key to a file that does not exist yet, whole or not at all. Never overwrites: throws key-unreadable (EEXIST) instead. Synchronous, as reading is. */
export function writeKeyFile(file: string, pair: KeyPair): void {
  const temporary = `${dirname(file)}/.${randomBytes(6).toString("hex")}.tmp`;
  try {
    writeFileSync(temporary, `${pair.privateKey}\n`, { flag: "wx", mode: 0o600 });
    linkSync(temporary, file);
  } catch (error) {
    throw unreadable(file, error);
  } finally {
    rmSync(temporary, { force: true });
  }
}
