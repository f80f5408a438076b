import { alert, type Draft, isAble, isProved, lastingFaults, peerSpoke, SITES_UNREACHABLE } from "./agent-draft.ts";
import { claim } from "./agent-peer.ts";
import type { AgentState } from "./agent-types.ts";

/** A peer that has not spoken for longer may be worse off than this hub. */
const PEER_KNOWN_MS = 3000;

/** The faults that this hub has now, by code. */
function present(state: AgentState, now: number): string[] {
  const { vitals } = state;
  const found = vitals
    ? [
        ...vitals.missing.map((name) => `interface-missing:${name}`),
        ...vitals.daemons.map((name) => `daemon-dead:${name}`),
        ...(vitals.forwarding ? [] : ["forwarding-off"]),
      ]
    : [];
  return sitesUnreachable(state, now) ? [...found, SITES_UNREACHABLE] : found;
}

/**
 * Too many sites are silent inside their tunnels. With the address still proved to be here it takes all of them: then what is
 * broken is the tunnels, not the sites.
 */
function sitesUnreachable(state: AgentState, now: number): boolean {
  const { limits } = state;
  if (state.role === "standby") return state.faults[SITES_UNREACHABLE] !== undefined && !wanWorks(state, now);
  const watched = Object.values(state.sites).filter((site) => site.answeredAt !== undefined);
  if (watched.length < limits.watchedSites) return false;
  const silent = watched.filter(
    (site) => now - Math.max(site.answeredAt ?? now, state.awakeAt) > limits.siteSilenceMs,
  ).length;
  const wanLost = state.proofWorks && !isProved(state, now);
  return wanLost ? silent / watched.length > limits.unreachableShare : silent === watched.length;
}

/** A standby cannot ask the sites. That its way out works again shows when the cloud answers, a while after the hand-over. */
function wanWorks({ handoverAt = 0, cloudAt, limits }: AgentState, now: number): boolean {
  return now - handoverAt >= limits.handoverHoldMs && cloudAt > handoverAt;
}

/** Keeps the list of faults, each with the time when it began. */
export function updateFaults({ state, now }: Draft): void {
  const faults: Record<string, number> = {};
  for (const code of present(state, now)) faults[code] = state.faults[code] ?? now;
  state.faults = faults;
}

/** The peer spoke lately, can serve, and is of the same network and has the same keys. */
function peerIsBetter(state: AgentState, now: number): boolean {
  const { beat } = state.peer;
  if (!beat?.able || !peerSpoke(state, now, PEER_KNOWN_MS)) return false;
  return beat.network === state.network && (state.vitals === undefined || beat.keys === state.vitals.keys);
}

/** Gives the address away before somebody has to take it: because something is broken here, or because the machine is about to stop. */
export function handOver(draft: Draft): void {
  const { state, actions, now } = draft;
  if (state.stopAt !== undefined) finishStop(draft);
  if (state.role === "standby" || state.exited) return;
  if (isAble(state, now)) {
    state.yielding = false;
    return;
  }
  const why = state.stopAt === undefined ? lastingFaults(state, now).join(", ") : "the machine is about to stop";
  if (!peerIsBetter(state, now)) {
    alert(draft, "stay", `${state.hub} stays active although ${why}: ${state.peerName} is no better.`);
    return;
  }
  if (state.claim.inFlight) {
    if (!state.yielding && now - state.claim.startedAt >= state.limits.yieldMs) {
      state.yielding = true;
      actions.push({ do: "beat" });
    }
    return;
  }
  state.handoverAt = now;
  claim(draft, state.peerName, state.hub, why);
}

/** The stop may go on once the peer serves, nobody can take over, or the time is up. */
function finishStop({ state, actions, now }: Draft): void {
  const { stopAt, limits } = state;
  if (state.exited || stopAt === undefined) return;
  const nobody = !peerIsBetter(state, now);
  if (state.role === "active" && !nobody && now - stopAt < limits.stopMs) return;
  state.exited = true;
  actions.push({ do: "exit" });
}

/** The machine stops: from now on this hub is not able. */
export function onStop(draft: Draft): void {
  draft.state.stopAt ??= draft.now;
  draft.actions.push({ do: "beat" });
  handOver(draft);
}
