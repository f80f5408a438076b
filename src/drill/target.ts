import { type AwsOptions, createAws, createFunctionLogs, type LogLine } from "../aws/index.ts";
import type { Lab } from "../lab/index.ts";
import { alertsOf } from "./alerts.ts";
import { type Entry, type Move, movesOf } from "./moves.ts";
import { type Waited, Watch } from "./watch.ts";

/** What happens in the laboratory's cloud, and who waits for it. Made before the laboratory, so that nothing is missed. */
export class CloudWatcher {
  readonly journal: Entry[] = [];
  readonly #watch = new Watch();

  add(entry: Entry): void {
    this.journal.push(entry);
    this.#watch.changed();
  }

  moves(lab: Lab): Move[] {
    return movesOf(this.journal, lab.allocationId);
  }

  /** Resolves when the address has moved to the instance of `hub`, which may be made meanwhile, after `since` (epoch ms). */
  untilMoved(lab: Lab, hub: string, since: number, timeoutMs: number, signal?: AbortSignal): Promise<Waited<Move>> {
    const look = () => this.moves(lab).find((move) => move.at > since && move.to === lab.instances[hub]);
    return this.#watch.until(look, timeoutMs, signal);
  }

  /** Resolves when a function has called a person after `since` (epoch ms). */
  untilAlerted(since: number, timeoutMs: number, signal?: AbortSignal): Promise<Waited<true>> {
    const traces = { journal: this.journal, agents: [] };
    const look = () => (alertsOf(traces, { from: since, to: Number.POSITIVE_INFINITY }).length > 0 ? true : undefined);
    return this.#watch.until(look, timeoutMs, signal);
  }
}

const optionsOf = ({ cloudUrl, credentials, plan }: Lab): AwsOptions => ({
  endpoint: cloudUrl,
  region: plan.region,
  credentials,
});

/** The name of the hub that EC2 says holds the address now. */
export async function holderOf(lab: Lab): Promise<string> {
  const aws = createAws(optionsOf(lab));
  const { holder } = await aws.readAddress(lab.allocationId);
  return Object.entries(lab.instances).find(([, instanceId]) => instanceId === holder)?.[0] ?? "nobody";
}

/** What the failover and the failback function wrote, by function. */
export async function functionLogs(lab: Lab, sinceMs: number): Promise<Record<string, LogLine[]>> {
  const logs = createFunctionLogs(optionsOf(lab));
  const { failoverFunction, failbackFunction } = lab.plan.automation;
  const names = [failoverFunction, failbackFunction];
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await logs.read(name, { sinceMs })])));
}
