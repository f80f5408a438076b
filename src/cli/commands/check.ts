import type { Command } from "commander";
import { action, type Cli, type ExitCode, examples } from "../command.ts";
import type { Session } from "../session.ts";
import { InvalidWan, type LoadedWan, loadWan } from "../wan.ts";

interface CheckOptions {
  schema?: boolean;
}

function showChecked(session: Session, wan: LoadedWan): void {
  const { plan, file } = wan;
  const { from, to } = plan.firewall.wireguardPorts;
  session.print(
    `${session.colors.green("ok")}: ${file}: WAN ${plan.name} (${plan.profile}) in ${plan.region}: ` +
      `${plan.hubs.length} hubs, ${plan.sites.length} sites, tunnels on UDP ${from}-${to}\n` +
      "checked: keys and types, names, AS numbers, addresses and prefixes, transit networks, ports, keys",
  );
  session.next("`hubshift plan` shows every derived address, `hubshift drill` proves the failover");
}

async function check(session: Session, options: CheckOptions): Promise<ExitCode> {
  if (options.schema) {
    const { wanJsonSchema } = await import("../../spec/index.ts");
    session.print(JSON.stringify(wanJsonSchema(), null, 2));
    return 0;
  }
  try {
    const wan = await loadWan(session);
    if (session.json)
      session.print(JSON.stringify({ ok: true, file: wan.file, wan: wan.plan.name, issues: [] }, null, 2));
    else showChecked(session, wan);
    return 0;
  } catch (error) {
    if (session.json && error instanceof InvalidWan) {
      session.print(JSON.stringify({ ok: false, file: error.file, issues: error.issues }, null, 2));
    }
    throw error;
  }
}

/** `hubshift check`: is the wan.yaml right? */
export function addCheck(program: Command, cli: Cli): void {
  program
    .command("check")
    .summary("check a wan.yaml")
    .description("Checks a wan.yaml and reports everything that is wrong with it at once, with line and column.")
    .option("--schema", "print the JSON Schema of wan.yaml instead, for editors")
    .addHelpText(
      "after",
      examples(
        ["hubshift check", "check ./wan.yaml"],
        ["hubshift check --wan dc2.yaml --json", "the issues as JSON"],
        ["hubshift check --schema > wan.schema.json", "completion and checks in an editor"],
      ),
    )
    .action(action(cli, check));
}
