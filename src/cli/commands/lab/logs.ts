import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { action, type Cli, type ExitCode, examples } from "../../command.ts";
import type { Session } from "../../session.ts";
import { labName, type NamedLab, withName } from "./name.ts";

async function logs(session: Session, options: NamedLab, [only]: string[]): Promise<ExitCode> {
  const { attachLab } = await import("../../../lab/index.ts");
  const lab = await attachLab(await labName(options));
  const status = await lab.status();
  const names = only === undefined ? status.hosts.map((host) => host.name) : [only];
  const consoles = new Map<string, string>();
  for (const name of names) consoles.set(name, await readFile(await lab.consoleFile(name), "utf8"));
  if (session.json) session.print(JSON.stringify(Object.fromEntries(consoles), null, 2));
  else for (const [name, text] of consoles) session.print(`${session.colors.bold(`==> ${name}`)}\n${text}`);
  session.next(`\`hubshift logs --lab ${status.name}\` shows what the functions decided`);
  return 0;
}

/** `hubshift lab logs`: what hosts said while they booted and stopped. */
export function addLabLogs(lab: Command, cli: Cli): void {
  withName(lab.command("logs"))
    .summary("show what hosts said while they booted and stopped")
    .description("Shows the consoles of the hosts: what they said while they booted and stopped.")
    .argument("[host]", "this host only")
    .addHelpText("after", examples(["hubshift lab logs", "all hosts"], ["hubshift lab logs DC1-SP1", "one host"]))
    .action(action(cli, logs));
}
