import { byRole, describe, foreignHolder, holderOf, move, none, running, works } from "./decision.ts";
import type { Decision, HubState, LiveState, MoveRequest } from "./types.ts";

/**
 * Whether a person's wish is granted, from what was read just now. A person answers for the failback policy, the hold-down and the cap
 * on moves, which are there for the time when nobody looks; `force` answers for the rest. The address never goes to a hub that does
 * not run, whoever wishes it.
 */
export function decideRequest({ to, force }: MoveRequest, state: LiveState): Decision {
  const [primary, standby] = byRole(state);
  const target = to === "primary" ? primary : standby;
  const holder = holderOf(state);
  if (holder === target) return none("already-there", `${target.name} holds the address already.`);
  if (!running(target)) return none("target-not-running", `${describe(target)}.`);
  return (force ? undefined : objection(target, holder, state)) ?? granted(target, holder);
}

/** What speaks against the move. A target that has no agent need not be ready. */
function objection(target: HubState, holder: HubState | undefined, state: LiveState): Decision | undefined {
  if (!holder && state.address.holder !== undefined) return foreignHolder(state);
  if (!works(target)) return none("target-impaired", `${target.name} runs but fails its status checks.`);
  if (target.maintenance) return none("target-in-maintenance", `${target.name} is in maintenance.`);
  if (target.ready === false)
    return none("target-not-ready", `${target.name} runs but has not proved that it is ready.`);
  return undefined;
}

function granted(target: HubState, holder: HubState | undefined): Decision {
  const before = holder ? `${holder.name} held the address` : "No hub held the address";
  return move(target, "requested", `${before}; a person asked for ${target.name}.`);
}
