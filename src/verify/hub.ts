import type { HubState } from "../failover/index.ts";
import { adviceOn, isProven } from "./address.ts";
import { check } from "./check.ts";
import type { Check, CloudFacts } from "./types.ts";
import { since } from "./words.ts";

/** A hub is well when it could serve now: it runs, passes EC2's checks, has proved itself where it has an agent, and nobody works on it. */
export function checkHub(hub: HubState, { now, agents }: CloudFacts): Check {
  const { name, role, state, healthy, maintenance } = hub;
  const parts: string[] = [role, state];
  if (state === "running") parts.push(health(healthy));
  if (state === "running" && agents) parts.push(readiness(hub, now));
  if (maintenance) parts.push("in maintenance");
  const sound = state === "running" && healthy !== false && isProven(hub, agents) && !maintenance;
  const verdict = !sound ? "attention" : healthy === undefined ? "unknown" : "ok";
  return check("hub", name, verdict, parts.join(", "), adviceOn(hub, agents));
}

function health(healthy: boolean | undefined): string {
  if (healthy === undefined) return "status checks have no result yet";
  return healthy ? "passes EC2's status checks" : "fails EC2's status checks";
}

function readiness({ ready, readySince }: HubState, now: number): string {
  if (ready === undefined) return "no agent has ever reported";
  if (!ready) return "not ready";
  return readySince === undefined ? "ready" : `ready ${since(readySince, now)}`;
}
