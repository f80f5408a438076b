import type { HubshiftError } from "../../errors/index.ts";
import type { WanPlan } from "../../plan/index.ts";
import type { Reach } from "../../reach/index.ts";
import type { Collection, ValidationSection } from "../../verify/index.ts";
import { onDeployed } from "../deployed.ts";
import { createProgress } from "../progress.ts";
import type { Session } from "../session.ts";
import { collectCloud } from "./cloud.ts";
import { collectHosts } from "./collect.ts";
import { type WayOptions, wayToHosts } from "./ways.ts";

export interface RunningOptions extends WayOptions {
  section: readonly ValidationSection[];
  /** Seconds. */
  wait: number;
}

const PHASES = ["ask AWS", "ask the hosts", "compare with the plan"] as const;

interface Collected {
  collection: Collection;
  /** Of each host that could not be asked. */
  lost: readonly HubshiftError[];
}

/** AWS first: its word on who holds the address must not be younger than what the hosts say of it. */
async function collectOnce(session: Session, options: RunningOptions, plan: WanPlan): Promise<Collected> {
  const { lab } = options;
  const { signal } = session.io;
  const { systemClock: clock } = await import("../../system/index.ts");
  const progress = await createProgress(session, PHASES);
  let reach: Reach | undefined;
  try {
    progress.enter(PHASES[0]);
    const takenAt = clock.now();
    const cloud = await collectCloud((work) => onDeployed(session, { lab, plan, onSlow: progress.step }, work), signal);
    progress.enter(PHASES[1]);
    reach = await wayToHosts(session, options, { plan, ...cloud });
    const onHost = (host: string) => progress.step(`${host} has been asked`);
    const lost: HubshiftError[] = [];
    const onUnreachable = (error: HubshiftError) => lost.push(error);
    const hosts = await collectHosts({ plan, reach, clock, signal, onHost, onUnreachable });
    progress.enter(PHASES[2]);
    await progress.end();
    return { collection: { takenAt, hosts, ...cloud }, lost };
  } catch (error) {
    await progress.end(error);
    throw error;
  } finally {
    await reach?.close();
  }
}

/** Asks a running WAN, again until everything passes or the time that was given is over. Asking takes seconds by itself. */
export async function collectRunning(session: Session, options: RunningOptions, plan: WanPlan): Promise<Collection> {
  const { systemClock: clock } = await import("../../system/index.ts");
  const { validate } = await import("../../verify/index.ts");
  const until = clock.now() + options.wait * 1000;
  for (;;) {
    const { collection, lost } = await collectOnce(session, options, plan);
    if (clock.now() < until && !validate(plan, collection, options.section).pass) continue;
    for (const { message, hint } of lost) session.note(`${message}\n  hint: ${hint}`);
    return collection;
  }
}
