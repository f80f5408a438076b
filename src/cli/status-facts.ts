import type { AutomationReading, FunctionLogs } from "../aws/index.ts";
import type { CloudFacts, NetworkFacts, PlanFacts, RecordedDecision, Seen, WanFacts } from "../verify/index.ts";
import type { DeployedWan } from "./deployed.ts";
import { hostsOf } from "./lab-hosts.ts";

/** A function decides, moves the address and records the move within its own 30 seconds. */
const DECIDED_BEFORE_MS = 30_000;
/** A function's clock and the log's may disagree by so much. */
const CLOCKS_MS = 1_000;

/** Looks at everything that tells how a deployed WAN is. */
export async function gatherFacts(deployed: DeployedWan, file: Seen<string>, signal: AbortSignal): Promise<WanFacts> {
  const cloud = await gatherCloud(deployed, signal);
  const { address, hubs } = cloud.state;
  const holder = hubs.find(({ instanceId }) => instanceId === address.holder)?.name;
  return { ...cloud, ...(await lookInside(deployed, file, holder)) };
}

/** What AWS tells. */
export async function gatherCloud({ aws, place, resources }: DeployedWan, signal: AbortSignal): Promise<CloudFacts> {
  const { createFunctionLogs, readAutomation } = await import("../aws/index.ts");
  const [{ publicIp }, state, automation] = await Promise.all([
    aws.readAddress(resources.allocationId),
    aws.readState(resources),
    readAutomation(resources.stack, { ...place, signal }),
  ]);
  const { parts, ...seen } = automation;
  const lastMove = await findLastMove(createFunctionLogs(place), parts, state.moves.at(-1));
  return { now: Date.now(), publicIp, agents: resources.agents, state, lastMove, ...seen };
}

/** The function's decision that the address moved by at `at`. */
async function findLastMove(
  logs: FunctionLogs,
  parts: AutomationReading["parts"],
  at: number | undefined,
): Promise<Seen<RecordedDecision | undefined>> {
  if (at === undefined) return { seen: undefined };
  if ("unseen" in parts) return parts;
  const { decisionsIn } = await import("./decisions.ts");
  try {
    const sinceMs = at - DECIDED_BEFORE_MS;
    const filter = '{ $.decision.action = "move" }';
    const read = parts.seen.functions.map(async (name) =>
      decisionsIn(name, await logs.read(name, { sinceMs, filter })),
    );
    const before = (await Promise.all(read)).flat().filter((decided) => decided.at <= at + CLOCKS_MS);
    return { seen: before.toSorted((a, b) => a.at - b.at).at(-1) };
  } catch (error) {
    if (!(error instanceof Error) || !("$fault" in error)) throw error;
    return { unseen: `${error.name}: ${error.message}` };
  }
}

interface Inside {
  network: Seen<NetworkFacts>;
  plans: PlanFacts;
}

/** What only the hosts themselves can tell. AWS's are reached by their operators alone. */
async function lookInside(
  { lab, resources }: DeployedWan,
  file: Seen<string>,
  holder: string | undefined,
): Promise<Inside> {
  const hubs = [resources.primary.name, resources.standby.name];
  if (lab === undefined) {
    const network = { unseen: "hosts in AWS are not reached from here" };
    const deployed = { unseen: "a stack does not tell the plan that it was made from" };
    return { network, plans: { file, deployed, machines: hubs.map((hub) => ({ hub, hash: network })) } };
  }
  const hosts = await hostsOf(lab);
  const [network, ...machines] = await Promise.all([
    hosts.network(holder),
    ...hubs.map(async (hub) => ({ hub, hash: await hosts.planHash(hub) })),
  ]);
  return { network, plans: { file, deployed: { seen: hosts.plan.hash }, machines } };
}
