import { isProved } from "./agent-draft.ts";
import { couldServe } from "./agent-ready.ts";
import type { AgentState, Heartbeat, SeenEndpoint } from "./agent-types.ts";

/** Endpoints per heartbeat: 16 keep it well below the link's MTU. */
const ENDPOINTS_PER_BEAT = 16;

/** The heartbeat that a hub in this state sends as number `seq`. */
export function heartbeatOf(state: AgentState, seq: number, now: number): Heartbeat {
  const { beat, beatAt } = state.peer;
  return {
    v: 1,
    hub: state.hub,
    role: state.role,
    epoch: state.epoch,
    seq,
    at: now,
    echo: beat && beatAt !== undefined ? { sent: beat.at, received: beatAt } : undefined,
    able: couldServe(state, now),
    proved: isProved(state, now),
    yield: state.yielding,
    faults: Object.keys(state.faults),
    network: state.network,
    keys: state.vitals?.keys ?? "",
    routes: state.vitals?.routes ?? "",
    endpoints: endpointsOf(state, seq),
  };
}

function endpointsOf({ sites }: AgentState, seq: number): Record<string, SeenEndpoint> {
  const known = Object.entries(sites).flatMap(([name, site]) =>
    site.endpoint ? [[name, site.endpoint] as const] : [],
  );
  const parts = Math.max(1, Math.ceil(known.length / ENDPOINTS_PER_BEAT));
  const from = (seq % parts) * ENDPOINTS_PER_BEAT;
  return Object.fromEntries(known.slice(from, from + ENDPOINTS_PER_BEAT));
}
