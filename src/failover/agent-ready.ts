import { type Draft, isAble, isProved, lastingFaults, peerSpoke } from "./agent-draft.ts";
import type { AgentState } from "./agent-types.ts";

/** What is missing before this hub can take the sites over, in words; empty when it can. An active hub has nobody to equal. */
function unreadiness(state: AgentState, now: number): string[] {
  const why = lastingFaults(state, now);
  if (!state.vitals) why.push("its own state is not known yet");
  if (state.stopAt !== undefined) why.push("the machine is about to stop");
  if (state.role === "standby") return [...why, ...difference(state, now)];
  // Where such packets never came back, their absence says nothing.
  if (state.proofWorks && !isProved(state, now)) why.push("packets to the Elastic IP do not come back to it");
  return why;
}

/** Where this hub differs from the peer that it would relieve. */
function difference({ peer, vitals, network, limits, ...state }: AgentState, now: number): string[] {
  const { beat } = peer;
  if (!beat || !peerSpoke({ ...state, peer, vitals, network, limits }, now, limits.controlPlaneMs))
    return [`${state.peerName} is not heard`];
  const offset = peer.clockOffsetMs;
  const checks: [boolean, string][] = [
    [beat.network === network, `${state.peerName} is of another network`],
    [beat.keys === vitals?.keys, `${state.peerName} has another WireGuard key`],
    [vitals?.ibgp === true, "the iBGP session is not established"],
    [vitals?.routes !== "" && beat.routes === vitals?.routes, `${state.peerName} routes other prefixes`],
    [
      offset !== undefined && Math.abs(offset) <= limits.clockOffsetMs,
      `the clocks differ by ${offset ?? "unknown"} ms`,
    ],
  ];
  return checks.filter(([holds]) => !holds).map(([, text]) => text);
}

/**
 * Publishes a change of readiness once it has lasted, and again from time to time, because an event may be lost. What could not be
 * published is tried again at the pace at which changes are.
 */
export function publishReadiness({ state, actions, now }: Draft): void {
  const why = unreadiness(state, now);
  const value = why.length === 0;
  const { ready, limits } = state;
  const since = value === ready.value ? ready.since : now;
  state.ready = { ...ready, value, since, why };
  const changed = value !== ready.published && now - Math.max(since, ready.publishedAt) >= limits.readyHoldMs;
  const again = value === ready.published && value && now - ready.publishedAt >= limits.republishMs;
  if (!changed && !again) return;
  state.ready = { ...state.ready, published: value, publishedAt: now };
  actions.push({ do: "publish-readiness", ready: value, why });
}

/** Whether the hub could serve the sites this moment. */
export function couldServe(state: AgentState, now: number): boolean {
  return state.vitals !== undefined && isAble(state, now);
}
