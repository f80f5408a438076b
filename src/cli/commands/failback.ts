import type { Command } from "commander";
import { action, type Cli, examples } from "../command.ts";
import { withLab } from "../deployed.ts";
import { type MoveOptions, moveAddress } from "../move.ts";

/** `hubshift failback`: a person moves the address to the primary hub. */
export function addFailback(program: Command, cli: Cli): void {
  withLab(program.command("failback"))
    .summary("move the address back to the primary hub now")
    .description(
      "Moves the Elastic IP to the primary hub. It must run; unless forced, it must also pass its status checks, be ready and " +
        "not be in maintenance. The failback policy and the limit on moves do not bind a person.",
    )
    .option("--force", "although the hub is impaired, not ready or in maintenance")
    .addHelpText(
      "after",
      examples(
        ["hubshift failback", "the WAN of ./wan.yaml, in AWS"],
        ["hubshift failback --lab dc1 --json", "in a laboratory, for a script"],
      ),
    )
    .action(action<MoveOptions>(cli, (session, options) => moveAddress(session, options, "primary")));
}
