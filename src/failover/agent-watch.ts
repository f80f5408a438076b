import { alert, type Draft, isAble, peerSpoke, takePath } from "./agent-draft.ts";
import { claim } from "./agent-peer.ts";
import type { AgentState } from "./agent-types.ts";

/**
 * A standby watches its peer. Missing heartbeats alone mean nothing: the agent may have died, or the link. What counts is the
 * peer's kernel, asked over the hub link, and when the link is silent, asked again through the Elastic IP from outside. A
 * peer that answers neither way is dead.
 */
export function watchPeer(draft: Draft): void {
  const { peer, limits, role } = draft.state;
  if (role === "active" || peer.pathMs === undefined) return;
  if (peer.silentMs < limits.silenceMs) {
    if (peer.path === "outside" && peer.pathMs >= limits.retryPrivateMs) takePath(draft, "private");
    else watchControlPlane(draft);
  } else if (peer.pathMs < limits.silenceMs) return;
  else if (peer.path === "private") takePath(draft, "outside");
  else if (peer.silentMs >= patience(draft.state))
    relieve(draft, "answers neither over the hub link nor through the Elastic IP");
}

/**
 * How long the peer must have been silent, ms: as long as both ways take to be tried, whichever was taken when it fell silent. A peer
 * that was never heard may still be booting; one that was not heard since this hub stood still may not have been asked.
 */
function patience({ peer, limits, awakeAt }: AgentState): number {
  const heardAt = Math.max(peer.beatAt ?? 0, peer.answerAt ?? 0);
  if (heardAt === 0) return limits.unheardMs;
  return heardAt < awakeAt ? limits.wakeMs : 2 * limits.silenceMs;
}

/** The kernel answers: is anything else alive? One silent agent is no reason to move; without FRR nothing keeps the routes. */
function watchControlPlane(draft: Draft): void {
  const { state, now } = draft;
  if (state.peer.beatAt === undefined || peerSpoke(state, now, state.limits.controlPlaneMs)) return;
  const { bfd, bfdSince } = state.peer;
  // BFD alone may be slow for a moment on a loaded machine.
  if (bfd === false && now - bfdSince >= state.limits.controlPlaneMs)
    relieve(draft, "has neither an agent nor BFD left");
  else
    alert(
      draft,
      "peer-agent-silent",
      `The agent on ${state.peerName} is silent; its kernel answers, so nothing moves.`,
    );
}

function relieve(draft: Draft, why: string): void {
  const { state, now } = draft;
  if (state.claim.movedAt !== undefined) return;
  if (isAble(state, now)) claim(draft, state.hub, state.peerName, `${state.peerName} ${why}`);
  else alert(draft, "both-bad", `${state.peerName} ${why}, but ${state.hub} cannot serve either: nothing moves.`);
}

/** The outcome of a claim. What is ours by the cloud's word is proved by packets next. */
export function onClaimed(draft: Draft, whom: string, outcome: "moved" | "refused" | "failed"): void {
  const { state, actions, now } = draft;
  state.claim.inFlight = false;
  state.claim.failures = outcome === "moved" ? 0 : state.claim.failures + 1;
  if (whom === state.hub) {
    if (outcome === "moved" && state.role === "standby") {
      state.claim.movedAt = now;
      actions.push({ do: "prove" });
    }
    return;
  }
  if (outcome === "failed" && state.role === "active") state.yielding = true;
}

/** A claim that the cloud granted and that no packet confirmed for long is void. */
export function expireClaim({ state, now }: Draft): void {
  const { movedAt } = state.claim;
  if (movedAt !== undefined && now - movedAt > state.limits.claimRetryMaxMs) state.claim.movedAt = undefined;
}
