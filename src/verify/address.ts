import type { HubState } from "../failover/index.ts";
import { check } from "./check.ts";
import type { Advice, Check, CloudFacts } from "./types.ts";
import { since } from "./words.ts";

const works = ({ state, healthy }: HubState): boolean => state === "running" && healthy !== false;

/** Who holds the address, since when and why. Its place is the primary hub; anywhere else it waits for something or somebody. */
export function checkAddress(facts: CloudFacts): Check {
  const { address, hubs } = facts.state;
  const holder = hubs.find(({ instanceId }) => instanceId === address.holder);
  const told = (by: string) => `${facts.publicIp} is held by ${by} ${story(facts)}`;
  if (address.holder === undefined)
    return check("address", "", "attention", `${facts.publicIp} is held by nobody`, rescue(hubs));
  if (!holder)
    return check("address", "", "attention", told(`${address.holder}, which is no hub,`), { do: "fail-back" });
  if (!works(holder))
    return check("address", "", "attention", told(`${holder.name}, which does not work,`), rescue(hubs));
  if (holder.role === "primary") return check("address", "", "ok", told(holder.name));
  return check("address", "", "attention", told(`${holder.name}, the standby,`), wayHome(facts));
}

/** Since when and why; what nobody has recorded is not told. */
function story({ state: { moves }, agents, lastMove, now }: CloudFacts): string {
  const last = moves.at(-1);
  if (last === undefined) return "(no move is recorded)";
  const when = since(last, now);
  if ("unseen" in lastMove) return `${when}; why is unknown: ${lastMove.unseen}`;
  if (!lastMove.seen) return `${when}; no function moved it: ${agents ? "a hub's agent or a person" : "a person"} did`;
  const { function: name, decision } = lastMove.seen;
  return `${when}; ${name}: ${decision.reason.text}`;
}

function rescue(hubs: readonly HubState[]): Advice {
  const fit = hubs.find(works);
  if (fit) return { do: fit.role === "primary" ? "fail-back" : "fail-over" };
  return { do: "start-hub", hub: hubs[0]?.name ?? "" };
}

/** What the address waits for at the standby. */
function wayHome({ state, agents }: CloudFacts): Advice {
  const primary = state.hubs.find(({ role }) => role === "primary");
  return !primary || (works(primary) && primary.ready !== false && !primary.maintenance)
    ? { do: "fail-back" }
    : (adviceOn(primary, agents) ?? { do: "look-at-hub", hub: primary.name });
}

/** Whether a hub has proved that it can serve, which it cannot do where hubs have no agent. */
export const isProven = ({ ready }: HubState, agents: boolean): boolean =>
  ready === true || (ready === undefined && !agents);

/** What a hub itself needs. */
export function adviceOn(hub: HubState, agents: boolean): Advice | undefined {
  const { name, state, healthy, maintenance } = hub;
  const gone = state === "shutting-down" || state === "terminated";
  if (gone) return agents ? { do: "make-anew", hub: name } : { do: "deploy" };
  if (maintenance) return { do: "end-maintenance", hub: name };
  if (state === "stopped") return { do: "start-hub", hub: name };
  if (state === "pending" || state === "stopping") return { do: "wait" };
  if (healthy === false || !isProven(hub, agents)) return { do: "look-at-hub", hub: name };
  return healthy === undefined ? { do: "wait" } : undefined;
}
