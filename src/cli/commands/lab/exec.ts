import type { Command } from "commander";
import { action, type Cli, examples } from "../../command.ts";
import type { Session } from "../../session.ts";
import { labName, type NamedLab, withName } from "./name.ts";

async function exec({ io }: Session, options: NamedLab, [host = "", ...argv]: string[]): Promise<number> {
  const { attachLab } = await import("../../../lab/index.ts");
  const lab = await attachLab(await labName(options));
  return lab.exec(host, argv, io);
}

/** `hubshift lab exec`: run a command in a host; its exit status becomes ours. */
export function addLabExec(lab: Command, cli: Cli): void {
  withName(lab.command("exec"))
    .summary("run a command in a host, as on the machine itself")
    .description(
      "Runs a command in a host of the laboratory, as on the machine itself. Put -- before a command that has options. Signals go " +
        "on to the command, and its exit status is hubshift's.",
    )
    .showHelpAfterError("hint: put -- before a command that has options: `hubshift lab exec HOST -- COMMAND --option`")
    .argument("<host>", "a hub or a site")
    .argument("<command...>", "the command")
    .addHelpText(
      "after",
      examples(
        ["hubshift lab exec SITE1-LF1 -- vtysh -c 'show ip bgp summary'", "BGP sessions"],
        ["hubshift lab exec DC1-SP1 wg", "tunnels"],
        ["hubshift lab exec SITE1-LF1 -- ping -I 172.16.1.1 172.16.2.1", "from site to site"],
      ),
    )
    .action(action(cli, exec));
}
