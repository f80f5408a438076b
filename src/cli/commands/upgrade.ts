import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import { hubshiftError } from "../../errors/index.ts";
import type { KeyRing } from "../../keys/index.ts";
import { carryOut, type Place, type Survey, stepText, surveyUpgrade, type Template } from "../../upgrade/index.ts";
import { action, type Cli, type ExitCode, examples } from "../command.ts";
import { type Account, labOption, onAccount } from "../deployed.ts";
import { pushKeys } from "../hub-secrets.ts";
import { readKeys } from "../keyring.ts";
import { createProgress } from "../progress.ts";
import type { Session } from "../session.ts";
import { eventsTo, prepareStack, STACK_PHASES, type StackOptions, withStackOptions } from "../stack.ts";
import { type LoadedWan, loadWan } from "../wan.ts";

interface UpgradeOptions extends StackOptions {
  plan?: boolean;
  yes?: boolean;
}

interface Ordered {
  wan: LoadedWan;
  ring: KeyRing;
  account: Account;
  options: UpgradeOptions;
}

const KEYS = "put the hubs' keys into the parameter store";

/** Looks what there is to do. Nothing of the stack changes. */
async function look(session: Session, ordered: Ordered): Promise<{ place: Place; survey: Survey }> {
  const { wan, account, options } = ordered;
  const progress = await createProgress(session, STACK_PHASES);
  try {
    const { stackName, stacks, deployment, template } = await prepareStack(session, wan, { ...ordered, progress });
    await deployment.discard();
    if (deployment.creates) throw hubshiftError("stack-missing", { stack: stackName }, { exitCode: 1 });
    const { createAws } = await import("../../aws/index.ts");
    const { wan: _, ...reached } = account;
    const aws = createAws(reached).within(session.io.signal);
    const { failback } = wan.plan.automation;
    const parameters = options.parameter ?? new Map();
    const place = { stacks, aws, stackName, wanted: template as Template, parameters, failback };
    const survey = await surveyUpgrade(place, deployment);
    await progress.end();
    return { place, survey };
  } catch (error) {
    await progress.end(error);
    throw error;
  }
}

const textsOf = ({ steps, names }: Survey): string[] => steps.map((step) => stepText(step, names));

/** Has a person agree to the steps. */
async function ask({ io, note }: Session, survey: Survey): Promise<void> {
  if ((io.stdin as { isTTY?: boolean }).isTTY !== true) throw hubshiftError("upgrade-unasked", undefined);
  for (const text of textsOf(survey)) note(`- ${text}`);
  const terminal = createInterface({ input: io.stdin, output: io.stderr });
  try {
    const typed = await terminal.question("Go on? (yes) ", { signal: io.signal });
    if (typed.trim() !== "yes") throw hubshiftError("upgrade-refused", undefined, { exitCode: 1 });
  } finally {
    terminal.close();
  }
}

/** The same command again: before its first update the stack does not know the parameters yet. */
function again({ lab, parameter = new Map() }: UpgradeOptions): string {
  const parameters = [...parameter].map(([name, value]) => ` --parameter ${name}=${value}`);
  return `\`hubshift upgrade${labOption({ lab })}${parameters.join("")}\``;
}

/** A hub that boots fetches its keys: they come first. */
async function go(session: Session, { account, wan, ring, options }: Ordered, place: Place, survey: Survey) {
  const { signal } = session.io;
  const texts = textsOf(survey);
  const progress = await createProgress(session, [KEYS, ...texts]);
  let at = KEYS;
  const enter = (text: string) => {
    at = text;
    progress.enter(text);
  };
  const sayHow = () => {
    const taken = Math.max(0, texts.indexOf(at));
    session.note(
      `broken off at "${at}", after ${taken} of ${texts.length} steps; a hub that is ready holds the address`,
    );
    session.note(`CloudFormation ends what it has begun; then ${again(options)} goes on`);
  };
  signal.addEventListener("abort", sayHow, { once: true });
  try {
    enter(KEYS);
    await pushKeys(account, { plan: wan.plan, ring, signal });
    const hooks = { onStep: enter, onEvent: eventsTo(session, progress), signal };
    await carryOut(place, survey, survey.steps, hooks);
    await progress.end();
  } catch (error) {
    await progress.end(error);
    throw error;
  } finally {
    signal.removeEventListener("abort", sayHow);
  }
}

function show(session: Session, { place, survey, planned }: { place: Place; survey: Survey; planned: boolean }): void {
  const { steps, names, waits, newSites } = survey;
  const result = steps.length === 0 ? "unchanged" : planned ? "planned" : "upgraded";
  if (session.json) {
    const shown = steps.map((step) => ({ step: step.kind, text: stepText(step, names) }));
    session.print(JSON.stringify({ stack: place.stackName, result, steps: shown, waits, newSites }, null, 2));
    return;
  }
  if (planned) for (const [index, text] of textsOf(survey).entries()) session.print(`${index + 1}. ${text}`);
  if (steps.length === 0 && !waits) session.print(`${place.stackName} is what wan.yaml says`);
  if (steps.length > 0 && !planned) session.print(`${place.stackName}: upgraded in ${steps.length} steps`);
  if (waits) session.print(`${names.standby} holds the address: failback is manual`);
}

function exportOf([site, ...more]: readonly string[]): string {
  return `\`hubshift export ${site}\` for its router${more.length > 0 ? `, and so for ${more.join(", ")}` : ""}`;
}

async function upgrade(session: Session, options: UpgradeOptions): Promise<ExitCode> {
  const wan = await loadWan(session);
  const ring = await readKeys(wan);
  const { plan: planned = false, yes = false } = options;
  return onAccount<ExitCode>(session, { lab: options.lab, plan: wan.plan }, async (account) => {
    const ordered = { wan, ring, account, options };
    const { place, survey } = await look(session, ordered);
    const works = survey.steps.length > 0 && !planned;
    if (works && !yes) await ask(session, survey);
    if (works) await go(session, ordered, place, survey);
    show(session, { place, survey, planned });
    const lab = labOption(options);
    if (survey.waits) session.next(`\`hubshift failback${lab}\`, then \`hubshift upgrade${lab}\` ends it`);
    else if (planned && survey.steps.length > 0) session.next(`\`hubshift upgrade${lab}\` takes these steps`);
    else if (works && survey.newSites.length > 0) session.next(exportOf(survey.newSites));
    else session.next(`\`hubshift status${lab}\` shows who holds the address`);
    return 0;
  });
}

/** `hubshift upgrade`: both hubs made anew, and the WAN stays up. */
export function addUpgrade(program: Command, cli: Cli): void {
  withStackOptions(program.command("upgrade"))
    .summary("replace the hubs, one after the other, while the WAN stays up")
    .description(
      "Does what `hubshift deploy` refuses because it would stop or replace the hubs, where no site is changed or removed: new sites, " +
        "another image or type of instance, another version of hubshift, a site's rotated key. The idle hub is removed and made anew, the address moves to it once it is ready, then the other hub has its turn, and gets " +
        "the address back unless failback is manual. Asks first. Broken off, it goes on when it is run again. Needs a hot standby.",
    )
    .option("--plan", "show the steps, and take none")
    .option("--yes", "do not ask")
    .addHelpText(
      "after",
      examples(
        ["hubshift upgrade --plan", "what would be done, in which order"],
        ["hubshift upgrade --parameter HubImage=/aws/service/debian/release/13/latest/amd64", "to another image"],
        ["hubshift upgrade --yes --json", "for a script"],
        ["hubshift upgrade --lab dc1", "in a laboratory"],
      ),
    )
    .action(action(cli, upgrade));
}
