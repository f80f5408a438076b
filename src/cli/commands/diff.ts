import type { Command } from "commander";
import { interrupted } from "../../upgrade/index.ts";
import { action, type Cli, type ExitCode, examples } from "../command.ts";
import { labOption, onAccount } from "../deployed.ts";
import { readKeys } from "../keyring.ts";
import { createProgress } from "../progress.ts";
import type { Session } from "../session.ts";
import { prepareStack, STACK_PHASES, type StackOptions, withStackOptions } from "../stack.ts";
import { changesTable } from "../stack-changes.ts";
import { loadWan } from "../wan.ts";

async function diff(session: Session, options: StackOptions): Promise<ExitCode> {
  const wan = await loadWan(session);
  const ring = await readKeys(wan);
  return onAccount<ExitCode>(session, { lab: options.lab, plan: wan.plan }, async (account) => {
    const progress = await createProgress(session, STACK_PHASES);
    const { stackName, deployment } = await prepareStack(session, wan, { account, ring, options, progress }).then(
      async (prepared) => {
        await prepared.deployment.discard();
        await progress.end();
        return prepared;
      },
      async (error) => {
        await progress.end(error);
        throw error;
      },
    );
    const { creates, changed, changes } = deployment;
    const outage = interrupted(changes);
    if (session.json) {
      session.print(JSON.stringify({ stack: stackName, exists: !creates, changed, outage, changes }, null, 2));
      return changed ? 1 : 0;
    }
    if (!changed) session.print(`${stackName} is what wan.yaml says`);
    else if (changes.length === 0) session.print(`${stackName}: outputs or tags change, no resource does`);
    else session.print(`${changesTable(session, changes)}\n\n${changes.length} changes of ${stackName}`);
    if (changed) session.next(nextStep(outage, labOption(options)));
    return changed ? 1 : 0;
  });
}

function nextStep(outage: readonly string[], lab: string): string {
  if (outage.length === 0) return `\`hubshift deploy${lab}\` does it`;
  return `\`hubshift upgrade${lab}\` does it hub by hub; a deploy would take the hubs from the sites meanwhile: ${outage.join(", ")}`;
}

/** `hubshift diff`: what a deploy would change. */
export function addDiff(program: Command, cli: Cli): void {
  withStackOptions(program.command("diff"))
    .summary("show what a deploy would change")
    .description(
      "Has CloudFormation work out what `hubshift deploy` would change, and changes nothing but the bucket for assets. " +
        "Exits with 1 where there are changes.",
    )
    .addHelpText(
      "after",
      examples(
        ["hubshift diff", "the WAN of ./wan.yaml, in AWS"],
        ["hubshift diff --lab dc1 --json", "in a laboratory, for a script"],
        ["hubshift diff --parameter HubImage=/aws/service/debian/release/13/latest/amd64", "with another image"],
      ),
    )
    .action(action(cli, diff));
}
