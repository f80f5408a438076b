import { type Command, InvalidArgumentError, Option } from "commander";
import type { WanPlan } from "../../plan/index.ts";
import { type Collection, sections, type ValidationSection } from "../../verify/index.ts";
import { action, type Cli, type ExitCode, examples } from "../command.ts";
import { labOption, withLab } from "../deployed.ts";
import type { Session } from "../session.ts";
import type { CaptureIssue } from "../validate/from.ts";
import type { RunningOptions } from "../validate/running.ts";
import { loadWan } from "../wan.ts";

interface ValidateOptions extends RunningOptions {
  save?: string;
  from?: string;
}

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

/** From a folder, else from the running WAN. */
async function collectionFor(
  session: Session,
  options: ValidateOptions,
  plan: WanPlan,
): Promise<{ collection: Collection; notes?: readonly CaptureIssue[] }> {
  if (options.from === undefined) {
    const { collectRunning } = await import("../validate/running.ts");
    return { collection: await collectRunning(session, options, plan) };
  }
  const { collectionFrom } = await import("../validate/from.ts");
  const from = await collectionFrom(session, options.from, plan);
  for (const { file, line, message, hint } of from.notes) session.note(`${file}:${line}: ${message}\n  hint: ${hint}`);
  return from;
}

async function validate(session: Session, options: ValidateOptions): Promise<ExitCode> {
  const { lab } = options;
  const plan = await planOf(session, lab);
  const { collection, notes = [] } = await collectionFor(session, options, plan);
  const { validate: judge } = await import("../../verify/index.ts");
  const { sayer, validationText } = await import("../validate/text.ts");
  const validation = judge(plan, collection, options.section);
  const { pass, findings } = validation;
  const say = sayer(collection, lab);
  if (options.save !== undefined) {
    const { save } = await import("../validate/save.ts");
    await save(session, options.save, { plan, collection, validation, say });
  }
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
    .addOption(new Option("--ssm", "ask the hubs by Systems Manager's Run Command, which needs no open port"))
    .addOption(
      new Option("--section <names>", `only these, separated by commas: ${sections.join(", ")}`)
        .argParser(sectionNames)
        .default(sections, "all"),
    )
    .addOption(
      new Option("--wait <seconds>", "ask again for so long, until everything passes").argParser(seconds).default(0),
    )
    .option(
      "--save <dir>",
      "keep what was answered in a new folder, DIR/HOST/CAPTURE.txt, and what was found, DIR/findings.json",
    )
    .addOption(
      new Option(
        "--from <dir>",
        "judge what was captured before: a folder that --save wrote, or DIR/HOST/... with pasted outputs",
      ).conflicts(["lab", "sshConfig", "ssm", "save", "wait"]),
    )
    .addHelpText(
      "after",
      examples(
        ["hubshift validate", "the WAN of ./wan.yaml: in AWS, its hosts by ssh"],
        ["hubshift validate --ssm", "the same, but the hubs by Systems Manager"],
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
