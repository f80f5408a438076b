import type { Command } from "commander";
import type { Cli } from "../../command.ts";
import { addLabDown } from "./down.ts";
import { addLabExec } from "./exec.ts";
import { addLabFault, addLabMend } from "./fault.ts";
import { addLabLogs } from "./logs.ts";
import { addLabStatus } from "./status.ts";
import { addLabStart, addLabStop } from "./switch.ts";
import { addLabUp } from "./up.ts";

/** `hubshift lab ...`: the WAN on this machine, to look around in. */
export function addLab(program: Command, cli: Cli): void {
  const lab = program
    .command("lab")
    .helpCommand(false)
    .summary("run the WAN on this machine: real WireGuard, FRR and packets")
    .description(
      "Runs the WAN on this machine: hosts as namespaces with real WireGuard and FRR, and a local AWS. Needs root.",
    );
  for (const add of [
    ...[addLabUp, addLabStatus, addLabExec, addLabStop, addLabStart],
    ...[addLabFault, addLabMend, addLabLogs, addLabDown],
  ])
    add(lab, cli);
}
