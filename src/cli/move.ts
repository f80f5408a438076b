import type { MoveOutcome } from "../aws/index.ts";
import { hubshiftError } from "../errors/index.ts";
import { sayAdvice } from "./advice.ts";
import type { ExitCode } from "./command.ts";
import { type DeployedOptions, type DeployedWan, labOption, onDeployed } from "./deployed.ts";
import type { Session } from "./session.ts";

export interface MoveOptions extends DeployedOptions {
  force?: boolean;
}

type Role = "primary" | "standby";

/** What a person can do about a refusal, by the reason's code. */
function wayOut(deployed: DeployedWan, hub: string, { state, decision }: MoveOutcome): string {
  const lab = labOption(deployed);
  const { lab: name, resources } = deployed;
  const { instanceId } = resources.primary.name === hub ? resources.primary : resources.standby;
  const start =
    name === undefined
      ? `aws ec2 start-instances --instance-ids ${instanceId}`
      : `hubshift lab start ${hub} --name ${name}`;
  const ways: Record<string, string> = {
    "target-not-running": `start it: ${start}`,
    "target-in-maintenance": `end it with \`hubshift maintenance off ${hub}${lab}\`, or move the address all the same with --force`,
    "foreign-holder": "look who took it, or take it back with --force",
  };
  const gone = state.hubs.some(({ name: known, state: now }) => known === hub && now === "terminated");
  if (gone) return sayAdvice(deployed, { do: "make-anew", hub });
  return ways[decision.reason.code] ?? `look why on ${hub}, or move the address all the same with --force`;
}

function report(session: Session, deployed: DeployedWan, hub: string, { state, decision, moved }: MoveOutcome): void {
  const before = state.hubs.find(({ instanceId }) => instanceId === state.address.holder)?.name ?? state.address.holder;
  const durationMs = moved && Math.round(moved.durationMs);
  const result = {
    wan: deployed.wan,
    moved: moved !== undefined,
    holderBefore: before ?? null,
    holderAfter: hub,
    durationMs,
  };
  if (session.json) session.print(JSON.stringify({ ...result, reason: decision.reason }, null, 2));
  else session.print(moved ? `${before ?? "nobody"} -> ${hub}: moved in ${durationMs} ms` : decision.reason.text);
}

/** Where the address would go by itself from here. */
function nextStep(deployed: DeployedWan, to: Role, { state }: MoveOutcome): string {
  const lab = labOption(deployed);
  const primary = deployed.resources.primary.name;
  const when = deployed.resources.agents ? "is ready" : "is started anew";
  const held = state.hubs.some(({ role, maintenance }) => role === "primary" && maintenance);
  if (to === "primary") return `\`hubshift failover${lab}\` moves it to ${deployed.resources.standby.name}`;
  if (held) return `\`hubshift maintenance off ${primary}${lab}\` lets it go back once ${primary} ${when}`;
  return `it goes back once ${primary} ${when}, unless failback is manual; \`hubshift maintenance on ${primary}${lab}\` keeps it here`;
}

/** Moves the address to the hub with that role because a person asks for it. */
export function moveAddress(session: Session, { lab, force = false }: MoveOptions, to: Role): Promise<ExitCode> {
  return onDeployed<ExitCode>(session, { lab }, async (deployed) => {
    const { requestMove } = await import("../aws/index.ts");
    const hub = deployed.resources[to].name;
    const outcome = await requestMove(deployed.aws, deployed.resources, { to, force }, session.io.signal);
    const { decision, moved } = outcome;
    if (decision.action !== "move" && decision.reason.code !== "already-there") {
      const hint = wayOut(deployed, hub, outcome);
      throw hubshiftError("move-refused", { reason: decision.reason.text.replace(/\.$/, ""), hint }, { exitCode: 1 });
    }
    if (moved && !moved.reached) {
      const seconds = Math.round(moved.durationMs / 1000);
      throw hubshiftError("move-unconfirmed", { hub, seconds }, { exitCode: 1 });
    }
    report(session, deployed, hub, outcome);
    session.next(nextStep(deployed, to, outcome));
    return 0;
  });
}
