import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { ConfigFile, HostFiles } from "../adopt/index.ts";
import { hubshiftError } from "../errors/index.ts";
import { displayed } from "./wan.ts";

/** Where a host's folder may have its files: as on the host, or flat. */
const PLACES: readonly { folder: string; named: RegExp }[] = [
  { folder: "etc/wireguard", named: /\.conf$/ },
  { folder: "etc/frr", named: /^frr\.conf$/ },
  { folder: ".", named: /^((wg|hub)[\w=+.-]*|frr)\.conf$/ },
];

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException).code ?? error);
}

async function entriesOf(folder: string, kind: "isFile" | "isDirectory"): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry[kind]())
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(codeOf(error))) return [];
    throw hubshiftError("file-unreadable", { file: folder, reason: codeOf(error) }, { cause: error });
  }
}

async function readConfig(path: string, cwd: string): Promise<ConfigFile> {
  const file = displayed(path, cwd);
  try {
    return { file, text: await readFile(path, "utf8") };
  } catch (error) {
    throw hubshiftError("file-unreadable", { file, reason: codeOf(error) }, { cause: error });
  }
}

/** The files of one host; undefined where the folder has none. */
async function readHost(folder: string, cwd: string): Promise<HostFiles | undefined> {
  const found = await Promise.all(
    PLACES.map(async (place) => {
      const names = await entriesOf(join(folder, place.folder), "isFile");
      return names.filter((name) => place.named.test(name)).map((name) => join(folder, place.folder, name));
    }),
  );
  const files = await Promise.all(found.flat().map((path) => readConfig(path, cwd)));
  return files.length > 0 ? { name: basename(folder), files } : undefined;
}

async function readFolder(folder: string, cwd: string): Promise<HostFiles[]> {
  const name = displayed(folder, cwd);
  const found = await stat(folder).catch((error) => codeOf(error));
  if (found === "ENOENT") throw hubshiftError("folder-not-found", { folder: name });
  const own = await readHost(folder, cwd);
  if (own) return [own];
  const below = await Promise.all(
    (await entriesOf(folder, "isDirectory")).map((host) => readHost(join(folder, host), cwd)),
  );
  const hosts = below.filter((host) => host !== undefined);
  if (hosts.length === 0) throw hubshiftError("adopt-nothing", { folder: name });
  return hosts;
}

/**
 * The configurations below `folders`, each of which is a host's folder or holds such folders. Throws HubshiftError for a folder that
 * has none, and for two hosts of one name.
 */
export async function readHostFiles(folders: readonly string[], cwd: string): Promise<HostFiles[]> {
  const hosts = (await Promise.all(folders.map((folder) => readFolder(resolve(cwd, folder), cwd)))).flat();
  const twice = hosts.find(({ name }, index) => hosts.findIndex((other) => other.name === name) !== index);
  if (twice) throw hubshiftError("adopt-host-twice", { host: twice.name });
  return hosts;
}
