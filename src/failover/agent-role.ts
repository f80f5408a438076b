import { type Draft, isProved, SITES_UNREACHABLE, takePath } from "./agent-draft.ts";
import { dialAll, dialPending, heardFrom } from "./agent-sites.ts";

/** Takes the sites over: tells the peer first, so that it falls silent before the handshakes start. May be called again. */
function promote(draft: Draft): void {
  const { state, actions, now } = draft;
  if (state.role === "active" || state.stopAt !== undefined) return;
  state.role = "active";
  state.roleSince = now;
  state.epoch = Math.max(state.epoch, state.peer.beat?.epoch ?? 0) + 1;
  state.knockAt = undefined;
  state.claim.movedAt = undefined;
  actions.push({ do: "beat" });
  // From outside, the address leads to this hub itself now.
  if (state.peer.path === "outside") takePath(draft, "private");
  dialAll(draft);
}

/** Falls silent towards every site: two hubs with one key must never both speak. */
export function demote({ state, actions, now }: Draft): void {
  if (state.role === "standby") return;
  state.role = "standby";
  state.roleSince = now;
  state.yielding = false;
  for (const site of Object.values(state.sites)) {
    site.dialingSince = undefined;
    site.heard = undefined;
    site.answeredAt = undefined;
  }
  actions.push({ do: "silence" }, { do: "forget-flows" }, { do: "beat" });
}

/**
 * A site's packet reached this hub. On an active hub it may name the endpoint of a site that still waits for its handshake.
 * On a standby it says that the address may point here now; the answer comes from a packet of our own where such packets
 * come back, because anyone can send a datagram with a site's source address.
 */
export function onPacket(draft: Draft, name: string, source: string): void {
  const { state, actions, now } = draft;
  const site = state.sites[name];
  if (!site) return;
  if (state.role === "active") {
    if (site.dialingSince !== undefined) heardFrom(draft, name, source);
    return;
  }
  site.heard = { endpoint: source, seenAt: now };
  if (!state.proofWorks && site.endpoint?.endpoint === source) promote(draft);
  else {
    state.knockAt ??= now;
    actions.push({ do: "prove" });
  }
}

/** The address points here, as of `sentAt`; what was sent before the last change of role says nothing about now. */
export function onProof(draft: Draft, sentAt: number): void {
  const { state } = draft;
  state.proofAt = Math.max(state.proofAt ?? sentAt, sentAt);
  state.proofWorks = true;
  if (state.role === "standby" && sentAt > state.roleSince) promote(draft);
}

/** What the cloud says about the address counts where packets could not tell. */
export function onHolder(draft: Draft, hub: string | undefined): void {
  const { state, now } = draft;
  state.cloudAt = now;
  if (hub === state.hub && state.knockAt !== undefined) promote(draft);
  if (hub === state.peerName && state.role === "active" && !isProved(state, now)) demote(draft);
}

/** Time passes: on an active hub, for a proof that stays out and for sites that have not answered yet; on a standby, see `waitForProof`. */
export function keepRole(draft: Draft): void {
  const { state, now } = draft;
  if (state.role === "standby") waitForProof(draft);
  else {
    // Without the address a handshake would draw the site to where this hub sends from.
    if (state.proofWorks && !isProved(state, now)) askHolder(draft);
    else dialPending(draft);
  }
}

/** A claim was granted, or a site knocked, and no packet has shown yet that the address is here. */
function waitForProof(draft: Draft): void {
  const { state, now } = draft;
  const { silenceMs, unprovenMs } = state.limits;
  const alone = state.peer.silentMs >= silenceMs || state.peer.beat?.yield === true;
  if (alone && state.claim.movedAt !== undefined && now - state.claim.movedAt >= unprovenMs) promote(draft);
  const waited = state.knockAt === undefined ? 0 : now - state.knockAt;
  if (waited > 10 * silenceMs) state.knockAt = undefined;
  else if (waited >= silenceMs || state.faults[SITES_UNREACHABLE] !== undefined) askHolder(draft);
}

const ASK_HOLDER_MS = 1000;

function askHolder({ state, actions, now }: Draft): void {
  if (now - state.askedAt < ASK_HOLDER_MS) return;
  state.askedAt = now;
  actions.push({ do: "ask-holder" });
}
