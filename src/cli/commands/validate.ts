import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { hubshiftError } from "../../errors/index.ts";
import type { WanPlan } from "../../plan/index.ts";
import type { Reach } from "../../reach/index.ts";
import { type Collection, sections, type ValidationSection } from "../../verify/index.ts";
import { action, type Cli, type ExitCode, examples } from "../command.ts";
import { type DeployedOptions, labOption, withLab } from "../deployed.ts";
import { createProgress } from "../progress.ts";
import type { Session } from "../session.ts";
import type { CaptureIssue } from "../validate/from.ts";
import { loadWan } from "../wan.ts";

interface ValidateOptions extends DeployedOptions {
  sshConfig?: string;
  save?: string;
  from?: string;
  section: readonly ValidationSection[];
  /** Seconds. */
  wait: number;
}

const PHASES = ["ask AWS", "ask the hosts", "compare with the plan"] as const;

function sectionNames(text: string): ValidationSection[] {
  return text.split(",").map((name) => {
    const section = sections.find((known) => known === name);
    if (section) return section;
    throw new InvalidArgumentError(`Allowed choices are ${sections.join(", ")}.`);
  });
}

function seconds(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Give whole seconds, 9999 at most.");
}

/** What is promised: by a laboratory's own plan, else by wan.yaml. */
async function planOf(session: Session, lab: string | undefined): Promise<WanPlan> {
  if (lab === undefined) return (await loadWan(session)).plan;
  const { attachLab } = await import("../../lab/index.ts");
  return (await attachLab(lab)).plan();
}

async function reachOf({ lab, sshConfig: configFile }: ValidateOptions): Promise<Reach> {
  const { reachLab, reachSsh } = await import("../../reach/index.ts");
  if (lab !== undefined) {
    const { attachLab } = await import("../../lab/index.ts");
    return reachLab(await attachLab(lab));
  }
  const { createRunner } = await import("../../system/index.ts");
  return reachSsh(createRunner(), { configFile });
}

/** AWS first: its word on who holds the address must not be younger than what the hosts say of it. */
async function collect(session: Session, options: ValidateOptions, plan: WanPlan): Promise<Collection> {
  const { systemClock: clock } = await import("../../system/index.ts");
  const { collectCloud } = await import("../validate/cloud.ts");
  const { collectHosts } = await import("../validate/collect.ts");
  const progress = await createProgress(session, PHASES);
  const reach = await reachOf(options);
  try {
    progress.enter(PHASES[0]);
    const takenAt = clock.now();
    const cloud = await collectCloud(session, { lab: options.lab, plan });
    progress.enter(PHASES[1]);
    const onHost = (host: string) => progress.step(`${host} has been asked`);
    const hosts = await collectHosts({ plan, reach, clock, signal: session.io.signal, onHost });
    progress.enter(PHASES[2]);
    await progress.end();
    return { takenAt, hosts, ...cloud };
  } catch (error) {
    await progress.end(error);
    throw error;
  } finally {
    await reach.close();
  }
}

/** Asks again until everything passes or the time that was given is over. Asking takes seconds by itself. */
async function collectInTime(session: Session, options: ValidateOptions, plan: WanPlan): Promise<Collection> {
  const { systemClock: clock } = await import("../../system/index.ts");
  const { validate: judge } = await import("../../verify/index.ts");
  const until = clock.now() + options.wait * 1000;
  for (;;) {
    const collection = await collect(session, options, plan);
    if (clock.now() >= until || judge(plan, collection, options.section).pass) return collection;
  }
}

async function save(session: Session, folder: string, collection: Collection): Promise<void> {
  const { access } = await import("node:fs/promises");
  const { writeTree } = await import("../../system/index.ts");
  const { filesOf, INDEX_FILE } = await import("../../verify/index.ts");
  const place = resolve(session.io.cwd, folder);
  const taken = await access(resolve(place, INDEX_FILE)).then(
    () => true,
    () => false,
  );
  if (taken) throw hubshiftError("save-exists", { folder });
  await writeTree(place, filesOf(collection));
}

/** From a folder, else from the running WAN. */
async function collectionFor(
  session: Session,
  options: ValidateOptions,
  plan: WanPlan,
): Promise<{ collection: Collection; notes?: readonly CaptureIssue[] }> {
  if (options.from === undefined) return { collection: await collectInTime(session, options, plan) };
  const { collectionFrom } = await import("../validate/from.ts");
  const from = await collectionFrom(session, options.from, plan);
  for (const { file, line, message, hint } of from.notes) session.note(`${file}:${line}: ${message}\n  hint: ${hint}`);
  return from;
}

async function validate(session: Session, options: ValidateOptions): Promise<ExitCode> {
  const { lab } = options;
  const plan = await planOf(session, lab);
  const { collection, notes = [] } = await collectionFor(session, options, plan);
  if (options.save !== undefined) await save(session, options.save, collection);
  const { validate: judge } = await import("../../verify/index.ts");
  const { sayer, validationText } = await import("../validate/text.ts");
  const { pass, findings } = judge(plan, collection, options.section);
  const say = sayer(collection, lab);
  if (session.json) session.print(JSON.stringify({ wan: plan.name, pass, findings, notes }, null, 2));
  else session.print(validationText(session, findings, say));
  const worst = findings.find(({ verdict }) => verdict !== "pass");
  session.next(worst ? say(worst) : `\`hubshift drill${labOption({ lab })}\` proves what happens when a hub fails`);
  return pass ? 0 : 1;
}

/** `hubshift validate`: everything that the plan promises, beside what is. */
export function addValidate(program: Command, cli: Cli): void {
  withLab(program.command("validate"))
    .summary("check a running WAN against its plan, from tunnels to alarms")
    .description(
      "Asks AWS and every host of a running WAN, and compares what they answer with the plan: underlay, overlay, connectivity, " +
        "availability, security, clocks. What cannot be seen does not pass. Hosts are asked as root: in a laboratory, or by your own " +
        "ssh, for which a host's name in wan.yaml is the destination. Exits with 1 when a check does not pass.",
    )
    .addOption(new Option("--ssh-config <file>", "for ssh's -F: where hosts are, and as whom").conflicts("lab"))
    .addOption(
      new Option("--section <names>", `only these, separated by commas: ${sections.join(", ")}`)
        .argParser(sectionNames)
        .default(sections, "all"),
    )
    .addOption(
      new Option("--wait <seconds>", "ask again for so long, until everything passes").argParser(seconds).default(0),
    )
    .option("--save <dir>", "keep what was answered in a new folder, DIR/HOST/CAPTURE.txt")
    .addOption(
      new Option(
        "--from <dir>",
        "judge what was captured before: a folder that --save wrote, or DIR/HOST/... with pasted outputs",
      ).conflicts(["lab", "sshConfig", "save", "wait"]),
    )
    .addHelpText(
      "after",
      examples(
        ["hubshift validate", "the WAN of ./wan.yaml: in AWS, its hosts by ssh"],
        ["hubshift validate --lab dc1", "in a laboratory"],
        ["hubshift validate --lab dc1 --wait 120", "right after `lab up`: BGP comes up, and alarms look once a minute"],
        ["hubshift validate --section underlay,overlay", "tunnels and BGP alone"],
        ["hubshift validate --save evidence", "keep the answers"],
        ["hubshift validate --from captures", "machines that nobody can reach: pasted outputs, one folder per host"],
        ["hubshift validate --json | jq '.findings[] | select(.verdict != \"pass\")'", "for a script"],
      ),
    )
    .action(action(cli, validate));
}
