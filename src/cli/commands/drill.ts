import { join, resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import {
  type Cloud,
  type DrillResult,
  drillPhases,
  evidenceName,
  type FaultName,
  faults,
  type Mode,
  referenceFaults,
  runDrill,
} from "../../drill/index.ts";
import { hubshiftError } from "../../errors/index.ts";
import { action, type Cli, type ExitCode, examples } from "../command.ts";
import { drillText, ratioText } from "../drill-table.ts";
import { createProgress, type Progress } from "../progress.ts";
import type { Session } from "../session.ts";
import { type LoadedWan, loadWan } from "../wan.ts";

interface DrillCommandOptions {
  mode?: Mode[];
  cloud: Cloud;
  fault: FaultName;
  steady: number;
  out?: string;
}

const MODES: readonly Mode[] = ["reference", "hot-standby"];

function modes(text: string): Mode[] {
  return text.split(",").map((name) => {
    const mode = MODES.find((known) => known === name);
    if (mode) return mode;
    throw new InvalidArgumentError(`Allowed choices are ${MODES.join(", ")}.`);
  });
}

function secondsFrom5(text: string): number {
  const seconds = Number(text);
  if (!Number.isFinite(seconds) || seconds < 5 || seconds > 3600) {
    throw new InvalidArgumentError("It must be a number of seconds from 5 to 3600.");
  }
  return seconds;
}

/** One drill of several, or the only one. */
interface Turn {
  wan: LoadedWan;
  mode: Mode;
  /** Folder for the evidence. */
  folder: string;
}

async function drillOnce(session: Session, options: DrillCommandOptions, turn: Turn): Promise<DrillResult> {
  const { cloud, fault, steady } = options;
  const { wan, mode, folder } = turn;
  const progress: Progress = await createProgress(session, drillPhases);
  try {
    const result = await runDrill({
      ...{ plan: wan.plan, wanText: wan.text, mode, cloud, fault, steadyMs: steady * 1000, evidenceDir: folder },
      onProgress: ({ phase, text }) => {
        progress.enter(phase);
        progress.step(text);
      },
      signal: session.io.signal,
    });
    await progress.end();
    return result;
  } catch (error) {
    await progress.end(error);
    throw error;
  }
}

/** The modes to drill with their plans, all of them read before the first drill begins. Without `--mode`: the profile that is set. */
async function turns(session: Session, { mode: asked, fault, out }: DrillCommandOptions): Promise<Turn[]> {
  const { profile } = (await loadWan(session)).plan;
  const all = asked ?? [profile];
  if (all.includes("reference") && !referenceFaults.includes(fault))
    throw hubshiftError("drill-fault-mode", { fault, mode: "reference", faults: referenceFaults });
  const folder = (mode: Mode) => {
    if (out === undefined) return join("runs", evidenceName(new Date(), mode));
    return all.length > 1 ? join(out, mode) : out;
  };
  const loaded: Turn[] = [];
  for (const mode of all) {
    const wan = await loadWan({ ...session, profile: mode });
    loaded.push({ wan, mode, folder: resolve(session.io.cwd, folder(mode)) });
  }
  return loaded;
}

async function drill(session: Session, options: DrillCommandOptions): Promise<ExitCode> {
  const results: DrillResult[] = [];
  const all = await turns(session, options);
  for (const turn of all) {
    const result = await drillOnce(session, options, turn);
    if (!session.json) session.print(`${drillText(session, result)}${turn === all.at(-1) ? "" : "\n\n"}`);
    results.push(result);
  }
  if (session.json) session.print(JSON.stringify(results.length === 1 ? results[0] : results, null, 2));
  else session.print(ratioText(results));
  const pass = results.every((result) => result.pass);
  session.next(
    pass
      ? "`hubshift lab up` builds the same WAN to look around in, `hubshift synth` its template for AWS"
      : "the evidence folder has pings, sessions, routes, handshakes and the cloud's journal of the whole run",
  );
  return pass ? 0 : 1;
}

/** What every fault does, for the help text. */
function faultsText(): string {
  const names = Object.keys(faults) as FaultName[];
  const width = Math.max(...names.map((name) => name.length));
  return `\nFaults:\n${names.map((name) => `  ${name.padEnd(width)}  ${faults[name].does}`).join("\n")}`;
}

/** `hubshift drill`: break the primary hub, measure the outage, mend it, measure again. */
export function addDrill(program: Command, cli: Cli): void {
  program
    .command("drill")
    .summary("prove the failover on this machine: break the primary hub and measure")
    .description(
      "Builds the WAN on this machine with real WireGuard and FRR, probes every pair 20 times a second, stops the primary hub or " +
        "breaks something else, measures the outage and its stages, mends what was broken and measures the failback. Says how it is " +
        "to end, and fails when it ends otherwise. Needs root. Takes about a minute.",
    )
    .addOption(
      new Option(
        "--mode <modes>",
        "what to drill, several separated by commas: reference, hot-standby (default: the profile)",
      ).argParser(modes),
    )
    .addOption(
      new Option("--fault <name>", "what to break; see below")
        .choices(Object.keys(faults))
        .default("stop-primary" satisfies FaultName),
    )
    .addOption(
      new Option("--cloud <profile>", "how long the cloud takes: at once, or as AWS does")
        .choices(["instant", "aws"])
        .default("instant"),
    )
    .option("--steady <seconds>", "how long to watch before the fault", secondsFrom5, 5)
    .option("-o, --out <dir>", "folder for the evidence (default: runs/TIME-MODE)")
    .addHelpText("after", faultsText())
    .addHelpText(
      "after",
      examples(
        ["hubshift drill", "stop the primary hub of ./wan.yaml"],
        ["hubshift drill --mode reference,hot-standby", "both configurations in turn, and how they compare"],
        ["hubshift drill --mode hot-standby --fault kill-primary", "a power cut"],
        ["hubshift drill --cloud aws", "with AWS's delays"],
        ["hubshift drill --json | jq .failover.gapMs", "the figures for a script"],
      ),
    )
    .action(action(cli, drill));
}
