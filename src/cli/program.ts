import { Command, Option } from "commander";
import type { Cli } from "./command.ts";
import { addAdopt } from "./commands/adopt.ts";
import { addCheck } from "./commands/check.ts";
import { addCloud } from "./commands/cloud.ts";
import { addCompletion } from "./commands/completion.ts";
import { addDeploy } from "./commands/deploy.ts";
import { addDestroy } from "./commands/destroy.ts";
import { addDiff } from "./commands/diff.ts";
import { addDrill } from "./commands/drill.ts";
import { addExport } from "./commands/export.ts";
import { addFailback } from "./commands/failback.ts";
import { addFailover } from "./commands/failover.ts";
import { addInit } from "./commands/init.ts";
import { addKeys } from "./commands/keys.ts";
import { addLab } from "./commands/lab/index.ts";
import { addLabSupervisor } from "./commands/lab-supervisor.ts";
import { addLogs } from "./commands/logs.ts";
import { addMaintenance } from "./commands/maintenance.ts";
import { addPlan } from "./commands/plan.ts";
import { addRender } from "./commands/render.ts";
import { addReport } from "./commands/report.ts";
import { addStatus } from "./commands/status.ts";
import { addSynth } from "./commands/synth.ts";
import { addUpgrade } from "./commands/upgrade.ts";
import { addValidate } from "./commands/validate.ts";
import type { Io } from "./io.ts";

/** `--version` was given: whoever parses the command line prints it. Reading it here would load more than most commands need. */
export class VersionAsked extends Error {
  override readonly name = "VersionAsked";
}

/** The whole command tree. What the commands do is loaded when they run, so that `hubshift check` does not wait for the CDK. */
export function createProgram(io: Io, outcome: Cli["outcome"]): Command {
  const program = new Command("hubshift")
    .description("Builds, runs and proves a hub-and-spoke WAN on AWS: one wan.yaml, measured failover.")
    .option("--version", "print the version")
    .on("option:version", () => {
      throw new VersionAsked();
    })
    .option("--wan <file>", "the WAN's description (default: ./wan.yaml)")
    .addOption(new Option("--profile <name>", "overrides the file's profile").choices(["reference", "hot-standby"]))
    .option("--json", "print the result as JSON")
    .option("--no-color", "no colours (NO_COLOR does the same)")
    .helpOption("-h, --help", "show help")
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError("hint: `hubshift --help` lists the commands, `hubshift COMMAND --help` the options of one")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getErrHelpWidth: () => io.stderr.columns ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  const cli: Cli = { io, outcome };
  for (const add of [
    addInit,
    addAdopt,
    addCheck,
    addPlan,
    addKeys,
    addRender,
    addExport,
    addSynth,
    addDiff,
    addDeploy,
    addUpgrade,
    addDestroy,
    addLab,
    addCloud,
    addDrill,
    addReport,
    addStatus,
    addValidate,
    addLogs,
    addFailover,
    addFailback,
    addMaintenance,
    addCompletion,
    addLabSupervisor,
  ])
    add(program, cli);
  return program;
}
