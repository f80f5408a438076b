import { type Draft, isProved, retryPause } from "./agent-draft.ts";
import { demote } from "./agent-role.ts";
import { dialAll } from "./agent-sites.ts";
import type { Heartbeat } from "./agent-types.ts";

/** The peer's clock minus this one's, ms, by NTP's formula (RFC 5905, section 8) over a heartbeat and its echo. */
function clockOffset(beat: Heartbeat, receivedAt: number): number | undefined {
  if (!beat.echo) return undefined;
  return (beat.echo.received - beat.echo.sent + (beat.at - receivedAt)) / 2;
}

function learnEndpoints({ state }: Draft, beat: Heartbeat): void {
  for (const [name, seen] of Object.entries(beat.endpoints)) {
    const site = state.sites[name];
    if (site && (!site.endpoint || seen.seenAt > site.endpoint.seenAt)) site.endpoint = { ...seen };
  }
}

/** Two hubs say that they are active. The higher epoch is right: only a proof makes one. */
function settle(draft: Draft, beat: Heartbeat): void {
  const { state, now } = draft;
  const mine = isProved(state, now);
  const equalLoses = mine === beat.proved ? state.hubRole === "standby" : beat.proved;
  if (beat.epoch > state.epoch || (beat.epoch === state.epoch && equalLoses)) demote(draft);
  else if (beat.epoch === state.epoch) state.epoch += 1;
}

/** A heartbeat of the peer. */
export function onHeartbeat(draft: Draft, beat: Heartbeat): void {
  const { state, now } = draft;
  if (beat.hub !== state.peerName) return;
  const rivalled = state.peer.beat?.role === "active" && (state.peer.beatAt ?? 0) > state.roleSince;
  state.peer.beat = beat;
  state.peer.beatAt = now;
  state.peer.silentMs = 0;
  state.peer.clockOffsetMs = clockOffset(beat, now) ?? state.peer.clockOffsetMs;
  state.proofWorks ||= beat.proved;
  if (state.role === "active") {
    if (beat.role === "active") settle(draft, beat);
    // What a stale rival sent may have drawn sites away from here; just after a promotion their handshakes are under way anyway.
    else if (rivalled && now - state.roleSince > state.limits.unprovenMs) dialAll(draft);
  } else {
    learnEndpoints(draft, beat);
    if (beat.yield) claim(draft, state.hub, beat.hub, `${beat.hub} asks to be relieved: ${beat.faults.join(", ")}`);
  }
  state.epoch = Math.max(state.epoch, beat.epoch);
}

/** Asks for the address; one claim at a time, and less and less often when it fails. */
export function claim({ state, actions, now }: Draft, whom: string, broken: string, why: string): void {
  const { claimRetryMs, claimRetryMaxMs } = state.limits;
  const pause = retryPause(state.claim.failures, claimRetryMs, claimRetryMaxMs);
  if (state.claim.inFlight || now - state.claim.startedAt < pause) return;
  state.claim.inFlight = true;
  state.claim.startedAt = now;
  actions.push({ do: "claim", for: whom, broken, why });
}
