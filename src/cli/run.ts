import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CommanderError } from "commander";
import { HubshiftError } from "../errors/index.ts";
import { Interrupted, type Io, type OutputStream } from "./io.ts";
import { createProgram, VersionAsked } from "./program.ts";
import { InvalidWan, showIssues } from "./wan.ts";

/** Commander ends `--help` and `--version` with 0; whatever else it ends is a wrong use of the command line. */
function usageStatus(error: CommanderError): number {
  return error.exitCode === 0 ? 0 : 2;
}

async function showVersion(io: Io): Promise<0> {
  const { packageRoot } = await import("../system/index.ts");
  const { version } = JSON.parse(await readFile(join(packageRoot(), "package.json"), "utf8"));
  io.stdout.write(`${version}\n`);
  return 0;
}

/** What is wrong and what to do about it, a line each. */
export function showError({ message, hint }: HubshiftError, stderr: OutputStream): void {
  stderr.write(`error: ${message}\n${hint ? `hint: ${hint}\n` : ""}`);
}

/** Tells the user what went wrong, and gives the exit status that says so to scripts. */
async function report(error: unknown, io: Io): Promise<number> {
  if (io.signal.aborted && io.signal.reason instanceof Interrupted) return io.signal.reason.exitCode;
  if (error instanceof VersionAsked) return showVersion(io);
  if (error instanceof CommanderError) return usageStatus(error);
  if (error instanceof InvalidWan) {
    await showIssues(error, io);
    return 2;
  }
  if (error instanceof HubshiftError) {
    showError(error, io.stderr);
    return error.exitCode;
  }
  const text = error instanceof Error ? error.message : String(error);
  io.stderr.write(`error: this is a bug in hubshift: ${text.split("\n")[0]}\n`);
  if (io.env.HUBSHIFT_DEBUG && error instanceof Error) io.stderr.write(`${error.stack}\n`);
  else io.stderr.write("hint: run the same command with HUBSHIFT_DEBUG=1 to see where, and report it with that\n");
  return 1;
}

/** Runs one command line (without `node hubshift`) and returns its exit status: 0, 1 a check or the work failed, 2 usage or input. */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  const outcome = { exitCode: 0 };
  try {
    await createProgram(io, outcome).parseAsync(argv, { from: "user" });
  } catch (error) {
    return report(error, io);
  }
  if (io.signal.aborted && io.signal.reason instanceof Interrupted) return io.signal.reason.exitCode;
  return outcome.exitCode;
}
