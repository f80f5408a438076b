import { alert, byRole, describe, foreignHolder, holderOf, move, none, running, works } from "./decision.ts";
import type { Decision, HubState, Intent, LiveState, Policy } from "./types.ts";

/**
 * Where the address should be, from what was read just now. Asking again with the state that the decision led to gives `none`, so
 * that events which come twice, late or in another order change nothing.
 *
 * The address never goes to a hub that does not run and pass its checks, and it leaves a hub that does only for a failback. `now` is
 * epoch ms.
 */
export function decide(intent: Intent, state: LiveState, policy: Policy, now: number): Decision {
  const [primary] = byRole(state);
  const holder = holderOf(state);
  if (!holder && state.address.holder !== undefined) return foreignHolder(state);
  if (intent === "failback" && holder === primary)
    return none("already-there", `${primary.name} holds the address already.`);
  if (!holder || !works(holder)) return rescue(holder, state, policy, now);
  return intent === "failback" ? failback(primary, state, policy, now) : stay(holder);
}

/** Nobody holds the address, or a hub that cannot serve it. */
function rescue(holder: HubState | undefined, state: LiveState, policy: Policy, now: number): Decision {
  const [target] = byRole(state)
    .filter((hub) => hub !== holder && works(hub))
    .sort((a, b) => rank(a, policy) - rank(b, policy));
  if (!target) return alert("no-hub-works", `No hub can take the address: ${state.hubs.map(describe).join(", ")}.`);
  if (!holder) return move(target, "address-unheld", `Nobody held the address; ${describe(target)}.`);
  // A lone survivor is not flapping: without it there is no hub at all, however often the address has moved.
  if (!running(holder)) return move(target, "holder-not-running", `${describe(holder)}; ${describe(target)}.`);
  if (flapping(state, policy, now)) return tooManyMoves(policy);
  return move(target, "holder-impaired", `${holder.name} runs but fails its status checks; ${describe(target)}.`);
}

/** The standby holds the address and works: it is left only for a primary that is fit. */
function failback(primary: HubState, state: LiveState, policy: Policy, now: number): Decision {
  if (policy.failback === "manual")
    return none("failback-is-manual", "The address goes back only when a person asks for it.");
  if (!running(primary)) return none("primary-not-running", `${describe(primary)}.`);
  if (!works(primary)) return none("primary-impaired", `${primary.name} runs but fails its status checks.`);
  if (primary.maintenance) return none("primary-in-maintenance", `${primary.name} is in maintenance.`);
  if (policy.failback === "when-ready") {
    const wait = awaitReadiness(primary, state, policy, now);
    if (wait) return wait;
  }
  if (flapping(state, policy, now)) return tooManyMoves(policy);
  return move(primary, "failback", `${primary.name} is back.`);
}

/**
 * What a failback when ready still waits for. A word that is older than the last move is the word of a hub that perhaps lost the
 * address because it fell silent.
 */
function awaitReadiness(
  { name, ...primary }: HubState,
  { moves }: LiveState,
  { holdDownMs = 0 }: Policy,
  now: number,
): Decision | undefined {
  if (primary.ready !== true) return none("primary-not-ready", `${name} runs but has not proved that it is ready.`);
  const { readyAt = now, readySince = now } = primary;
  if (moves.some((at) => at >= readyAt))
    return none("primary-not-ready", `${name} has not said that it is ready since the address moved.`);
  const readyMs = Math.max(0, now - readySince);
  return readyMs < holdDownMs
    ? none("primary-held-down", `${name} has been ready for ${Math.floor(readyMs)} ms only.`)
    : undefined;
}

function stay(holder: HubState): Decision {
  return holder.role === "standby"
    ? none("already-there", `${holder.name} holds the address already.`)
    : none("holder-works", `${holder.name} holds the address and works.`);
}

/**
 * Lower is better. Being in maintenance or not ready only matters while there is another hub. Who fails back without asking for
 * readiness does not choose by it either: the next event would undo the choice.
 */
const rank = (hub: HubState, { failback }: Policy): number =>
  (hub.maintenance ? 2 : 0) + (hub.ready === false && failback !== "on-running" ? 1 : 0);

function flapping({ moves }: LiveState, { maxMoves, windowMs }: Policy, now: number): boolean {
  return moves.filter((at) => at > now - windowMs).length >= maxMoves;
}

function tooManyMoves({ maxMoves, windowMs }: Policy): Decision {
  return alert(
    "too-many-moves",
    `The address moved ${maxMoves} times within ${windowMs / 1000} s: it stays where it is until a person has looked.`,
  );
}
