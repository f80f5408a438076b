import type { HubState, InstanceState } from "../failover/index.ts";

/** What a hub says about itself. Times are epoch ms by the hub's clock. */
export interface ReadinessReport {
  ready: boolean;
  /** Since when that is so. */
  since: number;
  /** When it was said. */
  at: number;
}

/** The instance that a report is about, as EC2 sees it now. */
export interface ReportedInstance {
  state: InstanceState;
  /** Epoch ms; EC2 renews it at each start of the instance. */
  launchedAt: number;
}

/**
 * A ready hub says so again every minute. After one word and a half is missing its agent is dead, the machine hangs, or it boots anew
 * without EC2's doing.
 */
const FRESH_MS = 90_000;
/** Hubs, functions and operators keep time by NTP; a hub that is further ahead could stay ready for as long as it likes. */
const AHEAD_MS = 5_000;

/** The tag's value: `true@1800000060000/1800000000000`, whether, when it was said, and since when. */
export function readinessTag({ ready, since, at }: ReadinessReport): string {
  return `${ready}@${Math.round(at)}/${Math.round(since)}`;
}

/** The report in a tag's value, if it is one. */
export function parseReadiness(value: string): ReadinessReport | undefined {
  const [, ready, at, since] = /^(true|false)@(\d{1,16})\/(\d{1,16})$/.exec(value) ?? [];
  return ready === undefined ? undefined : { ready: ready === "true", at: Number(at), since: Number(since) };
}

/**
 * Whether the hub is ready, from the value of its tag, read at `now` (epoch ms). A report of an earlier life of the instance, one that
 * was not renewed, and one that nobody can have written are no proof. Without a tag no agent has ever reported: that is not known.
 */
export function judgeReadiness(
  value: string | undefined,
  { state, launchedAt }: ReportedInstance,
  now: number,
): Pick<HubState, "ready" | "readyAt" | "readySince"> {
  if (value === undefined) return { ready: undefined };
  const report = parseReadiness(value);
  const counts =
    report?.ready === true &&
    state === "running" &&
    report.at >= launchedAt &&
    report.at <= now + AHEAD_MS &&
    report.at >= now - FRESH_MS;
  return counts
    ? { ready: true, readyAt: report.at, readySince: Math.max(report.since, launchedAt) }
    : { ready: false };
}
