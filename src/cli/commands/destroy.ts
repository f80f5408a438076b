import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import type { Stacks, StoredAssets } from "../../aws/index.ts";
import { hubshiftError } from "../../errors/index.ts";
import { action, type Cli, type ExitCode, examples } from "../command.ts";
import { type Account, type DeployedOptions, labOption, onAccount, withLab } from "../deployed.ts";
import { createProgress } from "../progress.ts";
import type { Session } from "../session.ts";
import { eventsTo } from "../stack.ts";
import { loadWan } from "../wan.ts";

interface DestroyOptions extends DeployedOptions {
  yes?: boolean;
  keys?: boolean;
}

/** Has a person type the WAN's name. */
async function ask({ io, note }: Session, { wan, region }: Pick<Account, "wan" | "region">): Promise<void> {
  if ((io.stdin as { isTTY?: boolean }).isTTY !== true) throw hubshiftError("destroy-unasked", undefined);
  note(`This destroys ${wan} in ${region}: both hubs, the automation, and the Elastic IP, which cannot be had back.`);
  const terminal = createInterface({ input: io.stdin, output: io.stderr });
  try {
    const typed = await terminal.question("Type the WAN's name to go on: ", { signal: io.signal });
    if (typed.trim() !== wan) throw hubshiftError("destroy-refused", { wan }, { exitCode: 1 });
  } finally {
    terminal.close();
  }
}

async function destroyStack(session: Session, stacks: Stacks, stackName: string): Promise<boolean> {
  if (!(await stacks.exists(stackName))) return false;
  const phase = `delete the stack ${stackName}`;
  const progress = await createProgress(session, [phase]);
  progress.enter(phase);
  try {
    await stacks.destroy(stackName, eventsTo(session, progress));
  } catch (error) {
    await progress.end(error);
    throw error;
  }
  await progress.end();
  return true;
}

/** Of the hubs' keys in the parameter store: those that went, and those that are still there. */
async function destroyKeys(session: Session, { wan: _, ...place }: Account, names: string[], all: boolean) {
  const { createSecretParameters } = await import("../../aws/index.ts");
  const parameters = createSecretParameters({ ...place, signal: session.io.signal });
  const removed = all ? await parameters.remove(names) : [];
  return { removed, remaining: await parameters.existing(names) };
}

/** Whose they are, a bucket does not tell: the CDK names them by their content alone. */
function assetsText({ bucket, count }: StoredAssets): string {
  const what = count === undefined ? "may hold assets (these credentials may not look)" : `still holds ${count} assets`;
  return `${bucket}: ${what}, of this and of every other stack; \`npx cdk gc --unstable=gc\` removes those that no stack uses`;
}

async function destroy(session: Session, options: DestroyOptions): Promise<ExitCode> {
  const { plan } = await loadWan(session);
  return onAccount<ExitCode>(session, { lab: options.lab, plan }, async (account) => {
    if (!options.yes) await ask(session, { wan: plan.name, region: account.region });
    const { keyParameters } = await import("../../plan/index.ts");
    const { stackName } = await import("../../stack/index.ts");
    const stack = stackName(plan);
    const { createStacks } = await import("../../aws/index.ts");
    const { wan: _, ...place } = account;
    const stacks = createStacks({ ...place, signal: session.io.signal });
    const destroyed = await destroyStack(session, stacks, stack);
    const { hub, links } = keyParameters(plan);
    const keys = await destroyKeys(session, account, [hub, ...links.values()], options.keys === true);
    const assets = await stacks.assets();
    if (session.json) session.print(JSON.stringify({ stack, destroyed, keys, assets: assets ?? null }, null, 2));
    else {
      session.print(destroyed ? `${stack}: destroyed` : `there is no stack ${stack} in ${account.region}`);
      for (const name of keys.removed) session.print(`${name}: removed`);
      for (const name of keys.remaining) session.print(`${name}: still in the parameter store`);
      if (assets) session.print(assetsText(assets));
    }
    const lab = labOption(options);
    session.next(
      keys.remaining.length > 0
        ? `\`hubshift destroy${lab} --keys --yes\` removes the keys there, too; those in keys/ stay`
        : `\`hubshift deploy${lab}\` makes it anew, at another address`,
    );
    return 0;
  });
}

/** `hubshift destroy`: everything that a deploy made. */
export function addDestroy(program: Command, cli: Cli): void {
  withLab(program.command("destroy"))
    .summary("delete everything that a deploy made")
    .description(
      "Asks for the WAN's name, lifts the stack's protection and deletes it: the hubs, their Elastic IP and the automation. " +
        "The hubs' keys stay in the parameter store unless --keys is given, and always in keys/. What was uploaded for the stack stays " +
        "in the bucket that `cdk bootstrap` made. It says what of both is still there.",
    )
    .option("--yes", "do not ask")
    .option("--keys", "remove the hubs' keys from the parameter store, too")
    .addHelpText(
      "after",
      examples(
        ["hubshift destroy", "asks first"],
        ["hubshift destroy --yes --keys", "for a script, and leaves only what was uploaded"],
        ["hubshift destroy --lab dc1", "in a laboratory's cloud"],
      ),
    )
    .action(action(cli, destroy));
}
