import type { AgentAction, AgentState, LinkPath } from "./agent-types.ts";

/** One step under way: the state that becomes the next one, and what the adapters shall do, in order. */
export interface Draft {
  state: AgentState;
  actions: AgentAction[];
  now: number;
}

/** The fault of a hub whose sites do not answer inside their tunnels. */
export const SITES_UNREACHABLE = "sites-unreachable";

const ALERT_AGAIN_MS = 60_000;

/** Tells a person, once a minute at most for the same code. */
export function alert({ state, actions, now }: Draft, code: string, text: string): void {
  const last = state.alerts[code];
  if (last !== undefined && now - last < ALERT_AGAIN_MS) return;
  state.alerts[code] = now;
  actions.push({ do: "alert", code, text });
}

/** The peer's agent spoke within `withinMs`. */
export function peerSpoke({ peer }: AgentState, now: number, withinMs: number): boolean {
  return peer.beatAt !== undefined && now - peer.beatAt <= withinMs;
}

/** Packets to the Elastic IP came back here just now: the address is this hub's and the way to it works. */
export function isProved({ proofAt, limits }: AgentState, now: number): boolean {
  return proofAt !== undefined && now - proofAt <= 5 * limits.proveMs;
}

/** Nothing is broken for longer than a moment, and the hub is not about to stop. */
export function isAble(state: AgentState, now: number): boolean {
  return state.stopAt === undefined && lastingFaults(state, now).length === 0;
}

/** The pause before a further try, ms: `firstMs`, twice as long for each of `doublings`, `maxMs` at most. */
export function retryPause(doublings: number, firstMs: number, maxMs: number): number {
  return Math.min(firstMs * 2 ** doublings, maxMs);
}

/** Faults that have lasted long enough to count. */
export function lastingFaults({ faults, limits }: AgentState, now: number): string[] {
  return Object.entries(faults)
    .filter(([, since]) => now - since >= limits.faultMs)
    .map(([code]) => code);
}

/** Sends the hub link's packets another way. */
export function takePath({ state, actions }: Draft, path: LinkPath): void {
  state.peer.path = path;
  state.peer.pathMs = undefined;
  actions.push({ do: "path", to: path });
}
