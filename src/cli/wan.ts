import { access, readFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { hubshiftError } from "../errors/index.ts";
import type { WanPlan } from "../plan/index.ts";
import type { Issue, WanSpec } from "../spec/index.ts";
import type { Io } from "./io.ts";
import type { Session } from "./session.ts";
import { wanValue } from "./wan-value.ts";

/** A wan.yaml that was read and found good. */
export interface LoadedWan {
  /** As the user would name it from here. */
  file: string;
  /** Absolute. */
  folder: string;
  text: string;
  spec: WanSpec;
  plan: WanPlan;
}

/** A wan.yaml that was read and found wrong, with everything that is. */
export class InvalidWan extends Error {
  override readonly name = "InvalidWan";
  constructor(
    readonly file: string,
    readonly issues: readonly Issue[],
  ) {
    super(`${file} has ${issues.length} issue${issues.length === 1 ? "" : "s"}`);
  }
}

/** One issue after the other as `file:line:column` with its hint, then how many there are. */
export async function showIssues(wrong: InvalidWan, io: Io): Promise<void> {
  const { formatIssue } = await import("../spec/index.ts");
  for (const issue of wrong.issues) io.stderr.write(`${formatIssue(wrong.file, issue)}\n`);
  io.stderr.write(`error: ${wrong.message}\n`);
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** `--wan`, else ./wan.yaml, else the reference WAN that comes with hubshift (which is then said). */
async function findWan(session: Session): Promise<string> {
  const { cwd } = session.io;
  if (session.wan !== undefined) return resolve(cwd, session.wan);
  const own = join(cwd, "wan.yaml");
  if (await exists(own)) return own;
  const { packageRoot } = await import("../system/index.ts");
  const example = join(packageRoot(), "examples/dc1/wan.yaml");
  if (!relative(packageRoot(), cwd).startsWith("..") && (await exists(example))) {
    session.note(`note: there is no ./wan.yaml; using the reference WAN ${displayed(example, cwd)}`);
    return example;
  }
  throw hubshiftError("no-wan", { example: displayed(example, cwd) });
}

/** A path as short as it can be said from `cwd`. */
export function displayed(file: string, cwd: string): string {
  const near = relative(cwd, file);
  return near === "" ? "." : near.startsWith("..") ? file : near;
}

async function readText(file: string, name: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT") throw hubshiftError("file-not-found", { file: name, option: "--wan" });
    throw hubshiftError("file-unreadable", { file: name, reason: code ?? "unknown" });
  }
}

/** Reads the WAN that this command line means. Throws InvalidWan with every issue, or a HubshiftError when there is no file or `hubAddress` cannot be one. */
export async function loadWan(session: Session, options: { hubAddress?: string } = {}): Promise<LoadedWan> {
  const path = await findWan(session);
  const file = displayed(path, session.io.cwd);
  const text = await readText(path, file);
  const { readWan } = await import("../plan/index.ts");
  const hubAddress = await wanValue("--hub-address", "address", options.hubAddress);
  const result = readWan(text, { profile: session.profile, hubAddress });
  if (!result.ok) throw new InvalidWan(file, result.issues);
  return { file, folder: dirname(path), text, spec: result.spec, plan: result.plan };
}
