import { Argument, type Command } from "commander";
import type { AttachedLab, LabFault, LabFaultRecord } from "../../../lab/index.ts";
import { action, type Cli, type ExitCode, examples } from "../../command.ts";
import { faultOf, kindsOfFault } from "../../fault-operands.ts";
import { wholeNumber } from "../../options.ts";
import type { Session } from "../../session.ts";
import { table } from "../../table.ts";
import { labName, type NamedLab, withName } from "./name.ts";

interface FaultOptions extends NamedLab {
  ms?: number;
  count?: number;
}

const attached = async (options: NamedLab): Promise<AttachedLab> =>
  (await import("../../../lab/index.ts")).attachLab(await labName(options));

/** `throttle ec2:* count=2`, as a person ordered it. */
function describeFault({ kind, ...members }: LabFault): string {
  const words = Object.entries(members).map(([name, value]) =>
    typeof value === "number" ? `${name}=${value}` : value,
  );
  return [kind, ...words].join(" ");
}

function listText(session: Session, records: readonly LabFaultRecord[]): string {
  const rows = records.map(({ id, at, fault }) => [id, new Date(at).toISOString(), describeFault(fault)]);
  return rows.length === 0 ? "nothing is broken" : table(session, ["NUMBER", "SINCE", "FAULT"], rows);
}

async function fault(session: Session, options: FaultOptions, [kind, target]: string[]): Promise<ExitCode> {
  if (kind === undefined) {
    const records = await (await attached(options)).faults();
    session.print(session.json ? JSON.stringify(records, null, 2) : listText(session, records));
    session.next(
      "`hubshift lab mend NUMBER` mends one, `hubshift lab mend` all; `hubshift lab fault --help` says what can be",
    );
    return 0;
  }
  const { ms, count } = options;
  const wanted = faultOf({ kind: kind as LabFault["kind"], target, ms, count });
  const record = await (await attached(options)).strike(wanted);
  session.print(session.json ? JSON.stringify(record, null, 2) : `${record.id}: ${describeFault(record.fault)}`);
  session.next(`\`hubshift lab mend ${record.id}\` mends it`);
  return 0;
}

const kindList = Object.entries(kindsOfFault)
  .map(([kind, { does }]) => `  ${kind.padEnd(16)}  ${does}`)
  .join("\n");

/** `hubshift lab fault`: breaks something, or says what is broken. */
export function addLabFault(lab: Command, cli: Cli): void {
  withName(lab.command("fault"))
    .summary("break something on purpose, or list what is broken")
    .description(
      "Breaks something in a running laboratory: a host, the way between the hubs, or AWS. It stays broken until `hubshift lab " +
        "mend`. Without a kind it lists what is in effect.",
    )
    .addArgument(new Argument("[kind]", "what is to break").choices(Object.keys(kindsOfFault)))
    .argument("[target]", "a host, an operation such as ec2:AssociateAddress, or a source of events such as aws.ec2")
    .option("--count <times>", "how often it happens at most (default: until it is mended)", wholeNumber)
    .option("--ms <milliseconds>", "how late", wholeNumber)
    .addHelpText("after", `\nKinds:\n${kindList}`)
    .addHelpText(
      "after",
      examples(
        ["hubshift lab fault freeze DC1-SP1", "the primary hub stands still: watch the address move"],
        ["hubshift lab fault throttle 'ec2:*' --count 2", "the next two calls to EC2 are throttled"],
        ["hubshift lab fault event-duplicated aws.ec2 --ms 300", "EC2's events come twice"],
        ["hubshift lab fault", "what is broken now"],
      ),
    )
    .action(action(cli, fault));
}

async function mend(session: Session, options: NamedLab, [id]: string[]): Promise<ExitCode> {
  const mended = await (await attached(options)).mend(id === undefined ? undefined : Number(id));
  if (session.json) session.print(JSON.stringify(mended, null, 2));
  else for (const { fault: what } of mended) session.print(`mended: ${describeFault(what)}`);
  if (!session.json && mended.length === 0) session.print("nothing was broken");
  session.next("`hubshift lab status` shows the hosts");
  return 0;
}

/** `hubshift lab mend`: ends what `lab fault` began. */
export function addLabMend(lab: Command, cli: Cli): void {
  withName(lab.command("mend"))
    .summary("mend what was broken on purpose")
    .description(
      "Mends what `hubshift lab fault` broke, as an operator would: the fault with a number, or all of them.",
    )
    .argument("[number]", "as `hubshift lab fault` lists it", wholeNumber)
    .addHelpText(
      "after",
      examples(["hubshift lab mend 1", "the first fault"], ["hubshift lab mend", "everything that is broken"]),
    )
    .action(action(cli, mend));
}
