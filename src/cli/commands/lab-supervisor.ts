import type { Command } from "commander";
import { action, type Cli } from "../command.ts";

/** `hubshift lab-supervisor`: the process behind `hubshift lab up`. No command for people: it takes its order as JSON. */
export function addLabSupervisor(program: Command, cli: Cli): void {
  program
    .command("lab-supervisor", { hidden: true })
    .description("Keeps a laboratory up; started by `hubshift lab up`.")
    .action(
      action(cli, async ({ io }) => {
        const { runSupervisor } = await import("../../lab/index.ts");
        await runSupervisor({ input: io.stdin, output: io.stdout, signal: io.signal });
        return 0;
      }),
    );
}
