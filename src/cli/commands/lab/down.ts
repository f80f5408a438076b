import type { Command } from "commander";
import { action, type Cli, type ExitCode, examples } from "../../command.ts";
import type { Session } from "../../session.ts";
import { labName, type NamedLab, withName } from "./name.ts";

async function down(session: Session, options: NamedLab): Promise<ExitCode> {
  const { cleanStaleLabs, downLab } = await import("../../../lab/index.ts");
  const stale = await cleanStaleLabs();
  const removed = options.name === undefined && stale.length > 0 ? stale : [];
  if (removed.length === 0) {
    const name = await labName(options);
    if (!stale.includes(name)) await downLab(name);
    removed.push(name);
  }
  session.print(session.json ? JSON.stringify({ down: removed }) : `${removed.join(", ")}: down, nothing is left`);
  return 0;
}

/** `hubshift lab down`: take a laboratory away, and what dead ones left. */
export function addLabDown(lab: Command, cli: Cli): void {
  withName(lab.command("down"))
    .summary("take a laboratory away")
    .description("Takes a laboratory away with everything that belongs to it, and removes what dead ones left.")
    .addHelpText(
      "after",
      examples(["hubshift lab down", "the only one that runs"], ["hubshift lab down --name two", "one of several"]),
    )
    .action(action(cli, down));
}
