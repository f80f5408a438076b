import { join, resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { DrillResult } from "../../drill/index.ts";
import { action, type Cli, type ExitCode, examples } from "../command.ts";
import { drillText } from "../drill-table.ts";
import { createProgress, type Progress } from "../progress.ts";
import type { Session } from "../session.ts";
import { loadWan } from "../wan.ts";

type Mode = "reference";

interface DrillCommandOptions {
  mode: Mode[];
  cloud: "instant" | "aws";
  steady: number;
  out?: string;
}

function modes(text: string): Mode[] {
  return text.split(",").map((mode) => {
    if (mode !== "reference") throw new InvalidArgumentError("Allowed choices are reference.");
    return mode;
  });
}

function secondsFrom5(text: string): number {
  const seconds = Number(text);
  if (!Number.isFinite(seconds) || seconds < 5 || seconds > 3600) {
    throw new InvalidArgumentError("It must be a number of seconds from 5 to 3600.");
  }
  return seconds;
}

async function drillOnce(session: Session, options: DrillCommandOptions, mode: Mode): Promise<DrillResult> {
  const wan = await loadWan({ ...session, profile: mode });
  const { drillPhases, evidenceName, runDrill } = await import("../../drill/index.ts");
  const base = resolve(session.io.cwd, options.out ?? join("runs", evidenceName(new Date(), mode)));
  const progress: Progress = await createProgress(session, drillPhases);
  try {
    const result = await runDrill({
      plan: wan.plan,
      wanText: wan.text,
      mode,
      cloud: options.cloud,
      steadyMs: options.steady * 1000,
      evidenceDir: options.out && options.mode.length > 1 ? join(base, mode) : base,
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

async function drill(session: Session, options: DrillCommandOptions): Promise<ExitCode> {
  const results: DrillResult[] = [];
  for (const mode of options.mode) {
    const result = await drillOnce(session, options, mode);
    if (!session.json) session.print(await drillText(session, result));
    results.push(result);
  }
  if (session.json) session.print(JSON.stringify(results.length === 1 ? results[0] : results, null, 2));
  const pass = results.every((result) => result.pass);
  session.next(
    pass
      ? "`hubshift lab up` builds the same WAN to look around in, `hubshift synth` its template for AWS"
      : "the evidence folder has pings, sessions, routes, handshakes and the cloud's journal of the whole run",
  );
  return pass ? 0 : 1;
}

/** `hubshift drill`: stop the primary hub, measure the outage, start it, measure again. */
export function addDrill(program: Command, cli: Cli): void {
  program
    .command("drill")
    .summary("prove the failover on this machine: stop the primary hub and measure")
    .description(
      "Builds the WAN on this machine with real WireGuard and FRR, probes every pair 20 times a second, stops the primary hub, " +
        "measures the outage and its stages, starts the hub again and measures the failback. Needs root. Takes about a minute.",
    )
    .addOption(
      new Option("--mode <modes>", "what to drill, several separated by commas")
        .argParser(modes)
        .default(["reference"], "reference"),
    )
    .addOption(
      new Option("--cloud <profile>", "how long the cloud takes: at once, or as AWS does")
        .choices(["instant", "aws"])
        .default("instant"),
    )
    .option("--steady <seconds>", "how long to watch before the fault", secondsFrom5, 5)
    .option("-o, --out <dir>", "folder for the evidence (default: runs/TIME-MODE)")
    .addHelpText(
      "after",
      examples(
        ["hubshift drill", "the reference configuration, measured"],
        ["hubshift drill --cloud aws", "with AWS's delays"],
        ["hubshift drill --json | jq .failover.gapMs", "the figures for a script"],
      ),
    )
    .action(action(cli, drill));
}
