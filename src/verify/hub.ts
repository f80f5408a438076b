import type { HubState } from "../failover/index.ts";
import { adviceOn } from "./address.ts";
import { check } from "./check.ts";
import type { Check } from "./types.ts";
import { since } from "./words.ts";

/** A hub is well when it could serve now: it runs, passes EC2's checks, has proved itself, and nobody works on it. */
export function checkHub(hub: HubState, now: number): Check {
  const { name, role, state, healthy, ready, maintenance } = hub;
  const parts = [role, state, ...(state === "running" ? [health(healthy), readiness(hub, now)] : [])];
  if (maintenance) parts.push("in maintenance");
  const sound = state === "running" && healthy !== false && ready === true && !maintenance;
  const verdict = !sound ? "attention" : healthy === undefined ? "unknown" : "ok";
  return check("hub", name, verdict, parts.join(", "), adviceOn(hub));
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
