import { join, resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import {
  type Cloud,
  type DrillOptions,
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
import { orderDrill } from "../lab-drill.ts";
import { createProgress, type Progress } from "../progress.ts";
import type { Session } from "../session.ts";
import { displayed, loadWan } from "../wan.ts";

interface DrillCommandOptions {
  mode?: Mode[];
  lab?: string;
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
  run(options: DrillOptions): Promise<DrillResult>;
  /** Folder for the evidence. */
  folder: string;
}

async function drillOnce(
  session: Session,
  { fault, steady }: DrillCommandOptions,
  { run, folder }: Turn,
): Promise<DrillResult> {
  const progress: Progress = await createProgress(session, drillPhases);
  try {
    const result = await run({
      fault,
      steadyMs: steady * 1000,
      evidenceDir: resolve(session.io.cwd, folder),
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

function requireFault(mode: Mode, fault: FaultName): void {
  if (mode === "reference" && !referenceFaults.includes(fault))
    throw hubshiftError("drill-fault-mode", { fault, mode, faults: referenceFaults });
}

/** The modes to drill with their plans, all of them read before the first drill begins. Without `--mode`: the profile that is set. */
async function ownTurns(session: Session, { mode: asked, fault, out, cloud }: DrillCommandOptions): Promise<Turn[]> {
  const { profile } = (await loadWan(session)).plan;
  const all = asked ?? [profile];
  const folder = (mode: Mode) => {
    if (out === undefined) return join("runs", evidenceName(new Date(), mode));
    return all.length > 1 ? join(out, mode) : out;
  };
  const { inspectAs } = await import("../validate/in-drill.ts");
  const inspect = inspectAs(undefined);
  const planned: Turn[] = [];
  for (const mode of all) {
    requireFault(mode, fault);
    const { plan, text: wanText } = await loadWan({ ...session, profile: mode });
    planned.push({ run: (options) => runDrill({ ...options, inspect, plan, wanText, cloud }), folder: folder(mode) });
  }
  return planned;
}

/** A laboratory that runs is what it is: its plan tells the mode. */
async function labTurn(lab: string, { fault, out }: DrillCommandOptions): Promise<Turn> {
  const { attachLab } = await import("../../lab/index.ts");
  const { profile } = await (await attachLab(lab)).plan();
  requireFault(profile, fault);
  return { run: (options) => orderDrill(lab, options), folder: out ?? join("runs", evidenceName(new Date(), profile)) };
}

async function drill(session: Session, options: DrillCommandOptions): Promise<ExitCode> {
  const results: DrillResult[] = [];
  const { lab } = options;
  const all = lab === undefined ? await ownTurns(session, options) : [await labTurn(lab, options)];
  for (const turn of all) {
    const result = await drillOnce(session, options, turn);
    if (!session.json) session.print(`${drillText(session, result)}${turn === all.at(-1) ? "" : "\n\n"}`);
    results.push(result);
  }
  if (session.json) session.print(JSON.stringify(results.length === 1 ? results[0] : results, null, 2));
  else session.print(ratioText(results));
  const pass = results.every((result) => result.pass);
  const folders = all.map(({ folder }) => displayed(resolve(session.io.cwd, folder), session.io.cwd)).join(" ");
  session.next(
    `\`hubshift report ${folders}\` makes a document of it, with the pings, sessions and handshakes of the run`,
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
        "to end, and fails when it ends otherwise. Validates before and after; the verdict is about the outage alone. Needs root. Takes about a minute.",
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
    .addOption(
      new Option("--lab <name>", "drill a laboratory that runs, not one of its own").conflicts(["mode", "cloud"]),
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
        ["hubshift drill --lab dc1", "what is deployed in the laboratory dc1, by whatever tool"],
        ["hubshift drill --json | jq .failover.gapMs", "the figures for a script"],
      ),
    )
    .action(action(cli, drill));
}
