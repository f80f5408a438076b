import type { Command } from "commander";
import { drillLab } from "../../drill/index.ts";
import type { Task } from "../../lab/index.ts";
import { action, type Cli } from "../command.ts";
import { DRILL_TASK, type DrillOrder } from "../lab-drill.ts";

/** A drill that `hubshift drill --lab` orders. */
const drill: Task = async (lab, order, hooks) => {
  const { inspectAs } = await import("../validate/in-drill.ts");
  return drillLab(lab, { ...(order as DrillOrder), inspect: inspectAs(lab.name), ...hooks });
};

/** `hubshift lab-supervisor`: the process behind `hubshift lab up`. No command for people: it takes its order as JSON. */
export function addLabSupervisor(program: Command, cli: Cli): void {
  program
    .command("lab-supervisor", { hidden: true })
    .description("Keeps a laboratory up; started by `hubshift lab up`.")
    .action(
      action(cli, async ({ io }) => {
        const { runSupervisor } = await import("../../lab/index.ts");
        await runSupervisor({ input: io.stdin, output: io.stdout, signal: io.signal, tasks: { [DRILL_TASK]: drill } });
        return 0;
      }),
    );
}
