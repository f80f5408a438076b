import { setTimeout as delay } from "node:timers/promises";
import { type Command, Option } from "commander";
import type { FunctionLogs, LogLine } from "../../aws/index.ts";
import { hubshiftError } from "../../errors/index.ts";
import { action, type Cli, type ExitCode, examples } from "../command.ts";
import { parseLine, sayLine } from "../decisions.ts";
import { type DeployedOptions, type DeployedWan, labOption, onDeployed, withLab } from "../deployed.ts";
import { durationMs } from "../options.ts";
import type { Session } from "../session.ts";

interface LogsOptions extends DeployedOptions {
  since: number;
  follow?: boolean;
}

interface Written extends LogLine {
  function: string;
}

/** How often new lines are asked for, ms: FilterLogEvents may be called a few times a second by a whole account. */
const POLL_MS = 2_000;
/** CloudWatch Logs shows a line some seconds after it was written, and later ones may come first. */
const LATE_MS = 30_000;

/** The functions that the WAN's stack made. */
async function functionsOf({ place, resources, wan }: DeployedWan, signal: AbortSignal): Promise<readonly string[]> {
  const { readAutomation } = await import("../../aws/index.ts");
  const { parts } = await readAutomation(resources.stack, { ...place, signal });
  const names = "seen" in parts ? parts.seen.functions : [];
  if (names.length > 0) return names;
  throw hubshiftError(
    "functions-unknown",
    { wan, reason: "unseen" in parts ? parts.unseen : "its stack has none" },
    { exitCode: 1 },
  );
}

async function readAll(logs: FunctionLogs, names: readonly string[], sinceMs: number): Promise<Written[]> {
  const read = names.map(async (name) =>
    (await logs.read(name, { sinceMs })).map((line) => ({ ...line, function: name })),
  );
  return (await Promise.all(read)).flat().sort((a, b) => a.at - b.at);
}

/** Prints a line; whether there was anything to print. */
function show(session: Session, written: Written): boolean {
  const { at, function: name, message } = written;
  const time = new Date(at).toISOString();
  if (session.json) {
    session.print(JSON.stringify({ time, function: name, line: parseLine(message) ?? message.trimEnd() }));
    return true;
  }
  const said = sayLine(name, written);
  if (said) session.print(`${time}  ${name}  ${said.bad ? session.colors.red(said.text) : said.text}`);
  return said !== undefined;
}

/** Prints what comes, until the command is ended. */
async function follow(
  session: Session,
  read: (sinceMs: number) => Promise<Written[]>,
  first: Written[],
): Promise<never> {
  const { signal } = session.io;
  const identity = ({ id, at, message }: Written) => id ?? `${at} ${message}`;
  let shown = new Set(first.map(identity));
  for (;;) {
    await delay(POLL_MS, undefined, { signal });
    const lines = await read(Date.now() - LATE_MS);
    for (const line of lines) if (!shown.has(identity(line))) show(session, line);
    shown = new Set([...lines.map(identity)]);
  }
}

async function logs(session: Session, { lab, since, follow: goOn }: LogsOptions): Promise<ExitCode> {
  return onDeployed<ExitCode>(session, { lab }, async (deployed) => {
    const { createFunctionLogs } = await import("../../aws/index.ts");
    const names = await functionsOf(deployed, session.io.signal);
    const source = createFunctionLogs(deployed.place);
    const read = (sinceMs: number) => readAll(source, names, sinceMs);
    const lines = await read(Date.now() - since);
    const told = lines.filter((line) => show(session, line)).length;
    if (goOn) return follow(session, read, lines);
    if (told === 0) session.note(`${names.join(" and ")} decided nothing in that time`);
    session.next(`\`hubshift status${labOption(deployed)}\` shows where the address is now`);
    return 0;
  });
}

/** `hubshift logs`: what the functions decided, and why. */
export function addLogs(program: Command, cli: Cli): void {
  withLab(program.command("logs"))
    .summary("show what the functions decided, and why")
    .description(
      "Shows in time order what the functions that move the address decided, and what went wrong. With --json everything that they " +
        "wrote, one object a line.",
    )
    .addOption(
      new Option("--since <time>", "how far back: 90s, 15m, 6h, 2d")
        .argParser(durationMs)
        .default(durationMs("15m"), "15m"),
    )
    .option("-f, --follow", "go on with what comes, until Ctrl-C")
    .addHelpText(
      "after",
      examples(
        ["hubshift logs --since 2d", "of the WAN of ./wan.yaml, in AWS"],
        ["hubshift logs --lab dc1 --follow", "in a laboratory, as it comes"],
        ["hubshift logs --json | jq -c .line.decision", "for a script"],
      ),
    )
    .action(action(cli, logs));
}
