import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describeError, hubshiftError } from "../../errors/index.ts";
import type { WanPlan } from "../../plan/index.ts";
import type { Issue } from "../../spec/index.ts";
import type { Collection, PastedNote } from "../../verify/index.ts";
import type { Session } from "../session.ts";

/** A place in a file of captures that is not judged, for a person. */
export type CaptureIssue = Pick<Issue, "line" | "message" | "hint"> & { file: string };

export interface CollectionFrom {
  collection: Collection;
  notes: CaptureIssue[];
}

async function textsBelow(folder: string, name: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error) => {
    throw ["ENOENT", "ENOTDIR"].includes(error.code)
      ? hubshiftError("folder-not-found", { folder: name }, { cause: error })
      : hubshiftError("file-unreadable", { file: name, reason: String(error.code) }, { cause: error });
  });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = files.map(async (file): Promise<[string, string]> => {
    const path = file.slice(folder.length + 1);
    return [path, await readFile(file, "utf8")];
  });
  return new Map(await Promise.all(texts));
}

function issueOf({ kind, file, line }: PastedNote, hosts: readonly string[], folder: string): CaptureIssue {
  const place = { file: join(folder, file), line };
  if (kind === "no-host") return { ...place, ...describeError("capture-no-host", { hosts }) };
  return { ...place, ...describeError(kind === "strange" ? "capture-strange" : "capture-replaced", undefined) };
}

/**
 * What a folder of captures tells: one that `--save` wrote, or one that people made by hand. Throws HubshiftError `folder-not-found`,
 * `captures-none` and `captures-index`.
 */
export async function collectionFrom(session: Session, folder: string, plan: WanPlan): Promise<CollectionFrom> {
  const { systemClock } = await import("../../system/index.ts");
  const { collectionOf, collectionOfPasted, INDEX_FILE } = await import("../../verify/index.ts");
  const texts = await textsBelow(resolve(session.io.cwd, folder), folder);
  if (texts.size === 0) throw hubshiftError("captures-none", { folder });
  if (texts.has(INDEX_FILE)) {
    try {
      return { collection: collectionOf(texts, systemClock.now()), notes: [] };
    } catch (error) {
      throw hubshiftError("captures-index", { file: join(folder, INDEX_FILE) }, { cause: error });
    }
  }
  const { collection, notes } = collectionOfPasted(plan, texts, systemClock.now());
  if ([...collection.hosts.values()].every(({ size }) => size === 0)) throw hubshiftError("captures-none", { folder });
  const hosts = [...collection.hosts.keys()];
  return { collection, notes: notes.map((note) => issueOf(note, hosts, folder)) };
}
