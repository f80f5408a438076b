import { mkdir, mkdtemp, readdir, readFile, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hubshiftError } from "../errors/index.ts";

/** Where laboratories keep their files; gone after a reboot, as they are. */
const STATE_ROOT = "/run/hubshift";

/** Begins the name of a folder that is being made; the process's number follows. */
const DRAFT = ".draft-";

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessIdentity {
  pid: number;
  /** Field 22 of /proc/PID/stat, clock ticks since boot. */
  startTime: number;
}

/** What a laboratory tells other commands about itself, in `lab.json`. */
export interface LabRecord {
  name: string;
  wan: string;
  region: string;
  cloud: "instant" | "aws";
  supervisor: ProcessIdentity;
}

/** Start time of a process; undefined when there is none. */
async function startTimeOf(pid: number): Promise<number | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name in parentheses and may hold anything; the state follows it as field 3.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : Number(fields[22 - 3]);
  } catch {
    return undefined;
  }
}

/** Whether that very process still runs. */
export async function isAlive({ pid, startTime }: ProcessIdentity): Promise<boolean> {
  return (await startTimeOf(pid)) === startTime;
}

/** The folder of the laboratory `name`. Throws `lab-name-invalid`. */
export function stateFolder(name: string): string {
  if (!/^[a-zA-Z0-9][\w-]{0,39}$/.test(name)) throw hubshiftError("lab-name-invalid", { name });
  return join(STATE_ROOT, name);
}

/** Where the supervisor of the laboratory `name` takes orders. */
export function controlSocket(name: string): string {
  return join(stateFolder(name), "control.sock");
}

async function readRecordIn(folder: string): Promise<LabRecord | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, "lab.json"), "utf8")) as LabRecord;
  } catch {
    return undefined;
  }
}

/** The record of a laboratory that runs. Throws `lab-not-up`. */
export async function readRecord(name: string): Promise<LabRecord> {
  const record = await readRecordIn(stateFolder(name));
  if (!record || !(await isAlive(record.supervisor))) throw hubshiftError("lab-not-up", { name });
  return record;
}

async function writeRecord(folder: string, record: LabRecord): Promise<void> {
  await writeFile(join(folder, "lab.json"), `${JSON.stringify(record, undefined, 2)}\n`, { mode: 0o600 });
}

async function labFolders(): Promise<string[]> {
  return readdir(STATE_ROOT).catch(() => []);
}

/** Every laboratory that runs on this machine. */
export async function listLabs(): Promise<LabRecord[]> {
  const records = await Promise.all((await labFolders()).map((name) => readRecordIn(join(STATE_ROOT, name))));
  const alive = await Promise.all(records.map(async (record) => record && (await isAlive(record.supervisor))));
  return records.filter((record, index): record is LabRecord => record !== undefined && alive[index] === true);
}

/** Whether the process that `name` in the common folder belongs to runs. A draft tells it by its name. */
async function isInUse(name: string): Promise<boolean> {
  if (name.startsWith(DRAFT)) return (await startTimeOf(Number.parseInt(name.slice(DRAFT.length), 10))) !== undefined;
  const record = await readRecordIn(join(STATE_ROOT, name));
  return record !== undefined && isAlive(record.supervisor);
}

/**
 * Removes the files of laboratories whose supervisor is gone, however it ended, and returns their names. Files are all that can be
 * left: everything else dies with the supervisor.
 */
export async function cleanStaleLabs(): Promise<string[]> {
  const stale: string[] = [];
  for (const name of await labFolders()) {
    const folder = join(STATE_ROOT, name);
    if (await isInUse(name)) continue;
    await rm(folder, { recursive: true, force: true });
    stale.push(name);
  }
  await removeRootIfEmpty();
  return stale;
}

async function removeRootIfEmpty(): Promise<void> {
  await rmdir(STATE_ROOT).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOTEMPTY" && error.code !== "ENOENT") throw error;
  });
}

/** Makes an empty folder beside the laboratories' own. */
async function makeDraft(): Promise<string> {
  for (;;) {
    await mkdir(STATE_ROOT, { recursive: true, mode: 0o700 });
    try {
      return await mkdtemp(join(STATE_ROOT, `${DRAFT}${process.pid}-`));
    } catch (error) {
      // The last laboratory went down just now and took the common folder with it.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
}

/**
 * Makes the folder of a new laboratory that this process supervises, after removing what dead ones left. The folder gets its name
 * when its record is in it, so that nobody takes a new laboratory for a dead one. Throws `lab-exists` when one of that name runs.
 */
export async function claimState(facts: Omit<LabRecord, "supervisor">): Promise<string> {
  const { name } = facts;
  const folder = stateFolder(name);
  await cleanStaleLabs();
  const draft = await makeDraft();
  const supervisor = { pid: process.pid, startTime: (await startTimeOf(process.pid)) ?? 0 };
  await writeRecord(draft, { ...facts, supervisor });
  try {
    await rename(draft, folder);
  } catch (error) {
    await releaseState(draft);
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOTEMPTY" || code === "EEXIST") throw hubshiftError("lab-exists", { name }, { exitCode: 1 });
    throw error;
  }
  return folder;
}

/** Removes a laboratory's folder, and the common one with the last. */
export async function releaseState(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await removeRootIfEmpty();
}
