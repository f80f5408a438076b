import type { Handshake } from "../observe/index.ts";

/** The sessions with the new hub that a pair needs. */
export interface Session {
  /** When the first of the handshakes began. */
  beganAt: number;
  /** When the last of them was complete: from then on only BGP stood between the pair and an answer. */
  at: number;
}

/** The first handshake that was answered after `since`: its last initiation before the answer, and the answer. */
function firstAnswered(handshakes: readonly Handshake[], since: number): Session | undefined {
  const after = handshakes.filter(({ at }) => at >= since);
  const response = after.find(({ type }) => type === "response");
  if (!response) return undefined;
  const initiation = after.findLast(({ at, type }) => type === "initiation" && at <= response.at);
  return { beganAt: initiation?.at ?? response.at, at: response.at };
}

/** From what was captured at each site that a pair crosses; undefined when one of them had no new session after `since` (epoch ms). */
export function sessionOf(captured: readonly (readonly Handshake[])[], since: number): Session | undefined {
  const sessions = captured.flatMap((handshakes) => firstAnswered(handshakes, since) ?? []);
  if (sessions.length === 0 || sessions.length < captured.length) return undefined;
  return {
    beganAt: Math.min(...sessions.map(({ beganAt }) => beganAt)),
    at: Math.max(...sessions.map(({ at }) => at)),
  };
}
