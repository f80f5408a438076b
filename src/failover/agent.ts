import type { Draft } from "./agent-draft.ts";
import { handOver, onStop, updateFaults } from "./agent-health.ts";
import { AGENT_LIMITS, type AgentLimits, type HubRole } from "./agent-limits.ts";
import { onHeartbeat } from "./agent-peer.ts";
import { publishReadiness } from "./agent-ready.ts";
import { demote, keepRole, onHolder, onPacket, onProof } from "./agent-role.ts";
import { newSite, onSamples, redialSilent, SESSION_MS } from "./agent-sites.ts";
import type { AgentInput, AgentState, AgentStep, SiteSample } from "./agent-types.ts";
import { expireClaim, onClaimed, watchPeer } from "./agent-watch.ts";

export interface AgentIdentity {
  hub: string;
  hubRole: HubRole;
  peerName: string;
  /** SHA-256 of the plan without its sites. */
  network: string;
  sites: readonly string[];
  limits?: Partial<AgentLimits>;
}

/**
 * The state of an agent that starts. It may start on a hub that serves: live sessions with the sites say so, and then nothing
 * is touched. Otherwise the hub is a standby and its peers are silenced.
 */
export function startAgent(identity: AgentIdentity, samples: readonly SiteSample[], now: number): AgentStep {
  const active = samples.some((sample) => sample.endpoint !== undefined && now - sample.handshakeAt < SESSION_MS);
  const draft: Draft = { state: freshState(identity, now), actions: [], now };
  draft.state.role = "active";
  if (!active) demote(draft);
  onSamples(draft, samples);
  return draft;
}

function freshState({ hub, hubRole, peerName, network, sites, limits }: AgentIdentity, now: number): AgentState {
  return {
    hub,
    hubRole,
    peerName,
    network,
    limits: { ...AGENT_LIMITS, ...limits },
    awakeAt: now,
    tickedAt: now,
    role: "standby",
    roleSince: now,
    epoch: 0,
    proofAt: undefined,
    proofWorks: false,
    knockAt: undefined,
    askedAt: Number.NEGATIVE_INFINITY,
    cloudAt: Number.NEGATIVE_INFINITY,
    proveAt: Number.NEGATIVE_INFINITY,
    beatAt: Number.NEGATIVE_INFINITY,
    sites: Object.fromEntries(sites.map((name) => [name, newSite()])),
    peer: {
      beat: undefined,
      beatAt: undefined,
      answerAt: undefined,
      bfd: undefined,
      bfdSince: now,
      silentMs: 0,
      path: "private",
      pathMs: 0,
      clockOffsetMs: undefined,
    },
    vitals: undefined,
    claim: { inFlight: false, startedAt: Number.NEGATIVE_INFINITY, failures: 0, movedAt: undefined },
    faults: {},
    handoverAt: undefined,
    yielding: false,
    stopAt: undefined,
    exited: false,
    ready: { published: undefined, publishedAt: now, value: false, since: now, why: [] },
    alerts: {},
  };
}

/**
 * The hub agent's whole judgement: what it knows after `input`, and what its adapters shall do, in this order. Pure; `now` is
 * epoch ms. Adapters send `tick` at least every 50 ms.
 */
export function stepAgent(before: AgentState, input: AgentInput, now: number): AgentStep {
  const draft: Draft = { state: structuredClone(before), actions: [], now };
  (handlers[input.kind] as (draft: Draft, input: AgentInput) => void)(draft, input);
  return draft;
}

type Handlers = { [K in AgentInput["kind"]]: (draft: Draft, input: Extract<AgentInput, { kind: K }>) => void };

const handlers: Handlers = {
  tick,
  packet: (draft, { site, source }) => onPacket(draft, site, source),
  proof: (draft, { sentAt }) => onProof(draft, sentAt),
  heartbeat: (draft, { beat }) => onHeartbeat(draft, beat),
  answer: ({ state, now }) => {
    state.peer.answerAt = now;
    state.peer.silentMs = 0;
  },
  bfd: ({ state, now }, { up }) => {
    if (state.peer.bfd !== up) state.peer.bfdSince = now;
    state.peer.bfd = up;
  },
  path: ({ state }, { to }) => {
    if (to === state.peer.path) state.peer.pathMs = 0;
  },
  sites: (draft, { samples }) => onSamples(draft, samples),
  "site-answer": ({ state, now }, input) => {
    const site = state.sites[input.site];
    if (site) site.answeredAt = now;
  },
  vitals: (draft, { vitals }) => {
    draft.state.vitals = vitals;
    updateFaults(draft);
  },
  claimed: (draft, input) => onClaimed(draft, input.for, input.outcome),
  unpublished: ({ state, now }) => {
    state.ready = { ...state.ready, published: undefined, publishedAt: now };
  },
  holder: (draft, { hub }) => onHolder(draft, hub),
  stop: onStop,
};

/** The machine stood still: what this hub knew is old, and perhaps the other one serves by now. */
function wake(state: AgentState, now: number): void {
  state.awakeAt = now;
  state.peer.silentMs = 0;
  state.vitals = undefined;
  state.ready = { ...state.ready, value: false, since: now };
}

/** A tick that comes later says that this hub was not awake: what it did not hear meanwhile may still be waiting to be read. */
const LONGEST_TICK_MS = 50;

function listen({ peer }: AgentState, awakeMs: number): void {
  peer.silentMs += awakeMs;
  if (peer.pathMs !== undefined) peer.pathMs += awakeMs;
}

function tick(draft: Draft): void {
  const { state, actions, now } = draft;
  const gap = now - state.tickedAt;
  state.tickedAt = now;
  if (gap >= state.limits.stallMs) wake(state, now);
  else listen(state, Math.min(gap, LONGEST_TICK_MS));
  updateFaults(draft);
  handOver(draft);
  if (state.exited) return;
  watchPeer(draft);
  expireClaim(draft);
  redialSilent(draft);
  keepRole(draft);
  publishReadiness(draft);
  if (now - state.beatAt >= state.limits.beatMs) {
    state.beatAt = now;
    actions.push({ do: "beat" });
  }
  if (now - state.proveAt >= state.limits.proveMs) {
    state.proveAt = now;
    actions.push({ do: "prove" });
  }
}
