import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import { hubshiftError } from "../errors/index.ts";
import { parseBgpSummary, parsePing, parseWgCapture } from "../observe/index.ts";
import { parseAgentLog } from "./agent-log.ts";
import { sourceFiles } from "./evidence.ts";
import { journalSchema, laboratorySchema, resultSchema, validationSchema, versionSchema } from "./record.ts";
import { type Capture, type DrillResult, type ProbeSeen, RUN_VERSION, type Run, type SessionSeen } from "./types.ts";
import { FINDINGS_FILE } from "./validation.ts";

/** The files of a run, all of them read. Throws `run-broken` for what is asked of one and is not so. */
class Folder {
  private constructor(
    readonly path: string,
    readonly captures: readonly Capture[],
  ) {}

  static async read(path: string): Promise<Folder> {
    const files = await sourceFiles(path).catch((cause) => {
      throw hubshiftError("folder-not-found", { folder: path }, { cause });
    });
    const captures = files.map(async (name) => {
      const text = await readFile(join(path, name), "utf8").catch((cause) => {
        throw hubshiftError("run-broken", { file: join(path, name), reason: `it cannot be read (${cause.code})` });
      });
      return { path: name, text };
    });
    return new Folder(path, await Promise.all(captures));
  }

  file(name: string): string {
    return join(this.path, name);
  }

  broken(name: string, reason: string, cause?: unknown): Error {
    return hubshiftError("run-broken", { file: this.file(name), reason }, { cause });
  }

  text(name: string): string {
    const text = this.captures.find(({ path }) => path === name)?.text;
    if (text === undefined) throw this.broken(name, "it is missing");
    return text;
  }

  /** What a JSON file says; the first thing that is not as `schema` has it is told with its place. */
  json<T>(name: string, schema: z.ZodType<T>): T {
    let value: unknown;
    try {
      value = JSON.parse(this.text(name));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw this.broken(name, `it is no JSON: ${error.message}`, error);
    }
    const { success, data, error } = schema.safeParse(value);
    if (success) return data;
    const [issue] = error.issues;
    const place = issue?.path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
    throw this.broken(name, `${place?.replace(/^\./, "") || "the whole"}: ${issue?.message}`);
  }
}

function resultOf(folder: Folder): DrillResult {
  if (!folder.captures.some(({ path }) => path === "drill.json"))
    throw hubshiftError("run-none", { folder: folder.path });
  const { version } = folder.json("drill.json", versionSchema);
  if (version !== RUN_VERSION)
    throw hubshiftError("run-version", { file: folder.file("drill.json"), version, reads: RUN_VERSION });
  return folder.json("drill.json", resultSchema);
}

/** What each host's BGP said in each snapshot. A host that was off, or stood still, has said nothing that parses. */
function sessionsOf({ captures }: Folder): SessionSeen[] {
  return captures.flatMap(({ path, text }) => {
    const [, snapshot, host] = /^hosts\/([^/]+)\/([^/]+)\/bgp-summary\.json$/.exec(path) ?? [];
    if (snapshot === undefined || host === undefined) return [];
    const { peers } = parseBgpSummary(text).facts;
    return peers.map(({ address, establishedAt }) => ({ snapshot, host, peer: address, establishedAt }));
  });
}

function validationsOf(folder: Folder): Run["validations"] {
  return folder.captures.flatMap(({ path }) => {
    const [, name, file] = /^validation\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
    return name !== undefined && file === FINDINGS_FILE ? [{ name, ...folder.json(path, validationSchema) }] : [];
  });
}

function probeOf(folder: Folder, { from, to }: { from: string; to: string }): ProbeSeen {
  const name = `pings/${from}-${to}.txt`;
  const { replies } = parsePing(folder.text(name)).facts;
  if (replies.length === 0) throw folder.broken(name, "it has no reply");
  return { from, to, replies: replies.map(({ at, seq, rttMs }) => ({ at, seq, rttMs })) };
}

/** See the door of this room. */
export async function readRun(path: string): Promise<Run> {
  const folder = await Folder.read(path);
  const result = resultOf(folder);
  const laboratory = folder.json("laboratory.json", laboratorySchema);
  const { hubs, sites } = laboratory.plan;
  return {
    result,
    laboratory,
    journal: folder.json("journal.json", journalSchema),
    agents: hubs.flatMap(({ name }) => parseAgentLog(name, folder.text(`consoles/${name}.txt`))),
    handshakes: sites.map(({ name }) => ({
      site: name,
      handshakes: parseWgCapture(folder.text(`handshakes/${name}.txt`)).facts.handshakes,
    })),
    sessions: sessionsOf(folder),
    probes: result.failover.pairs.map((pair) => probeOf(folder, pair)),
    validations: validationsOf(folder),
    captures: [...folder.captures],
  };
}
