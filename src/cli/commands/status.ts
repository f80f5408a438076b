import type { Command } from "commander";
import { HubshiftError } from "../../errors/index.ts";
import type { WanPlan } from "../../plan/index.ts";
import type { Seen } from "../../verify/index.ts";
import { action, type Cli, type ExitCode, examples } from "../command.ts";
import { type DeployedOptions, onDeployed, withLab } from "../deployed.ts";
import type { Session } from "../session.ts";
import { nextStep, statusText } from "../status-text.ts";
import { loadWan } from "../wan.ts";

/** The plan of wan.yaml. Without a laboratory it tells which WAN is meant; a laboratory needs none. */
async function planOfFile(session: Session, { lab }: DeployedOptions): Promise<Seen<WanPlan>> {
  try {
    return { seen: (await loadWan(session)).plan };
  } catch (error) {
    const absent = error instanceof HubshiftError && error.code === "no-wan";
    if (lab !== undefined && absent) return { unseen: "there is no wan.yaml here" };
    throw error;
  }
}

/** The hash of wan.yaml's plan, if it is this WAN's. */
function hashFor(wan: string, plan: Seen<WanPlan>): Seen<string> {
  if ("unseen" in plan) return plan;
  const { name, hash } = plan.seen;
  return name === wan ? { seen: hash } : { unseen: `wan.yaml describes the WAN ${name}` };
}

async function status(session: Session, { lab }: DeployedOptions): Promise<ExitCode> {
  const file = await planOfFile(session, { lab });
  const plan = "seen" in file && lab === undefined ? file.seen : undefined;
  return onDeployed<ExitCode>(session, { lab, plan }, async (deployed) => {
    const { gatherFacts } = await import("../status-facts.ts");
    const { judgeStatus } = await import("../../verify/index.ts");
    const facts = await gatherFacts(deployed, hashFor(deployed.wan, file), session.io.signal);
    const { well, checks } = judgeStatus(facts);
    const { address, hubs, moves } = facts.state;
    const holder = hubs.find(({ instanceId }) => instanceId === address.holder)?.name ?? address.holder ?? null;
    const result = { wan: deployed.wan, well, holder, publicIp: facts.publicIp, moves, checks };
    session.print(session.json ? JSON.stringify(result, null, 2) : statusText(session, deployed.wan, well, checks));
    session.next(nextStep(deployed, well, checks));
    return well ? 0 : 1;
  });
}

/** `hubshift status`: whether a deployed WAN is well, and what to do if it is not. */
export function addStatus(program: Command, cli: Cli): void {
  withLab(program.command("status"))
    .summary("show whether a deployed WAN is well, and what to do if not")
    .description(
      "Shows who holds the Elastic IP, since when and why; the hubs, alarms, rules and functions; in a laboratory the tunnels and " +
        "BGP sessions too; and whether wan.yaml is what was deployed. Exits with 1 when something needs a person. What cannot be " +
        "seen from here is unknown, and never well.",
    )
    .addHelpText(
      "after",
      examples(
        ["hubshift status", "the WAN of ./wan.yaml, in AWS"],
        ["hubshift status --lab dc1", "in a laboratory"],
        ["hubshift status --json | jq '.checks[] | select(.verdict != \"ok\")'", "for a script"],
      ),
    )
    .action(action(cli, status));
}
