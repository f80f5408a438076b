import type { Command } from "commander";
import type { PushOutcome, StackEvent, StackOutput } from "../../aws/index.ts";
import { hubshiftError } from "../../errors/index.ts";
import type { KeyRing } from "../../keys/index.ts";
import { interrupted, outdatedHubs, removeHubs, type Template } from "../../upgrade/index.ts";
import { action, type Cli, type ExitCode, examples } from "../command.ts";
import { type Account, labOption, onAccount } from "../deployed.ts";
import { pushKeys } from "../hub-secrets.ts";
import { readKeys } from "../keyring.ts";
import { createProgress, type Progress } from "../progress.ts";
import type { Session } from "../session.ts";
import { eventsTo, type Prepared, prepareStack, STACK_PHASES, type StackOptions, withStackOptions } from "../stack.ts";
import { table } from "../table.ts";
import { type LoadedWan, loadWan } from "../wan.ts";

interface DeployOptions extends StackOptions {
  allowOutage?: boolean;
}

const PHASES = [...STACK_PHASES, "put the hubs' keys into the parameter store", "change the stack"] as const;

interface Deployed extends Prepared {
  keys: Map<string, PushOutcome>;
}

/** The sites keep their hubs unless somebody says that they need not. */
async function requireNoOutage({ deployment }: Prepared, { allowOutage = false }: DeployOptions): Promise<void> {
  const resources = interrupted(deployment.changes);
  if (allowOutage || resources.length === 0) return;
  await deployment.discard();
  throw hubshiftError("deploy-outage", { resources }, { exitCode: 1 });
}

/** Changes the stack. Hubs that only new instances bring to what the template says are removed first, as they may be by now. */
async function change(
  prepared: Prepared,
  { parameter = new Map() }: DeployOptions,
  onEvent: (event: StackEvent) => void,
) {
  const { deployment, stacks, stackName } = prepared;
  const wanted = prepared.template as Template;
  const outdated = outdatedHubs(deployment.changes, wanted);
  if (outdated.length === 0) return deployment.execute(onEvent);
  await deployment.discard();
  await removeHubs({ stacks, stackName, wanted, parameters: parameter }, outdated, onEvent);
  await (await stacks.revise(stackName, wanted, parameter)).execute(onEvent);
}

/** In this order: a hub that boots fetches its keys, and cannot without them. */
async function bringThere(
  session: Session,
  wan: LoadedWan,
  options: DeployOptions,
  { account, ring, progress }: { account: Account; ring: KeyRing; progress: Progress },
): Promise<Deployed> {
  const { signal } = session.io;
  const prepared = await prepareStack(session, wan, { account, ring, options, progress });
  await requireNoOutage(prepared, options);
  progress.enter(PHASES[2]);
  const keys = await pushKeys(account, { plan: wan.plan, ring, signal });
  progress.enter(PHASES[3]);
  const leaveAlone = () => session.note("CloudFormation goes on with the stack; `hubshift diff` says what it came to");
  signal.addEventListener("abort", leaveAlone, { once: true });
  await change(prepared, options, eventsTo(session, progress)).finally(() =>
    signal.removeEventListener("abort", leaveAlone),
  );
  return { ...prepared, keys };
}

function resultOf({ deployment: { creates, changed } }: Prepared): "created" | "updated" | "unchanged" {
  if (!changed) return "unchanged";
  return creates ? "created" : "updated";
}

function report(session: Session, deployed: Deployed, outputs: readonly StackOutput[]): void {
  const { stackName, keys, deployment } = deployed;
  const result = resultOf(deployed);
  if (session.json) {
    const values = Object.fromEntries(outputs.map(({ name, value }) => [name, value]));
    const { changes } = deployment;
    const shown = { stack: stackName, result, changes, keys: Object.fromEntries(keys), outputs: values };
    session.print(JSON.stringify(shown, null, 2));
    return;
  }
  const rows = outputs.map(({ name, value, description }) => [name, value, description]);
  session.print(`${table(session, ["OUTPUT", "VALUE", "WHAT IT IS"], rows)}\n`);
  session.print(`${stackName}: ${result}${result === "unchanged" ? "" : ` (${deployment.changes.length} resources)`}`);
}

async function deploy(session: Session, options: DeployOptions): Promise<ExitCode> {
  const wan = await loadWan(session);
  const ring = await readKeys(wan);
  return onAccount<ExitCode>(session, { lab: options.lab, plan: wan.plan }, async (account) => {
    const progress = await createProgress(session, PHASES);
    const deployed = await bringThere(session, wan, options, { account, ring, progress }).catch(async (error) => {
      await progress.end(error);
      throw error;
    });
    await progress.end();
    const outputs = await deployed.stacks.outputs(deployed.stackName);
    report(session, deployed, outputs);
    const address = outputs.find(({ name }) => name === "HubAddress")?.value;
    const site = wan.plan.sites[0]?.name;
    session.next(
      deployed.deployment.creates
        ? `\`hubshift export ${site} --hub-address ${address}\` for each site; the hubs install themselves in a few minutes`
        : `\`hubshift diff${labOption(options)}\` before the next one`,
    );
    return 0;
  });
}

/** `hubshift deploy`: the WAN's hubs, address and automation, in AWS. */
export function addDeploy(program: Command, cli: Cli): void {
  withStackOptions(program.command("deploy"))
    .summary("bring the hubs, their address and the automation to AWS")
    .description(
      "Builds the template, puts the hubs' keys into Systems Manager's parameter store, and has CloudFormation make the stack or " +
        "change it. What fails is taken back. The stack is protected against deletion. The account must have been prepared with " +
        "`npx cdk bootstrap`, and the keys must be in keys/ (`hubshift keys`).",
    )
    .option("--allow-outage", "even if both hubs are removed and made anew, stop, or lose their address meanwhile")
    .addHelpText(
      "after",
      examples(
        ["hubshift deploy", "the WAN of ./wan.yaml"],
        ["hubshift deploy --parameter HubImage=/aws/service/debian/release/12/latest/arm64", "from another image"],
        ["hubshift deploy --lab dc1 --json", "to a laboratory's cloud, for a script"],
      ),
    )
    .action(action(cli, deploy));
}
