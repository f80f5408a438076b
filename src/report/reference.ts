import type { Stages } from "../drill/index.ts";

/**
 * What the reference document measured for a stop of the primary hub, by ping once a second, s: 15 of 48 probes lost at failover,
 * 35 of 85 at failback.
 */
export const REFERENCE_S = { failover: 15, failback: 35 } as const;

/** The fault that the reference document drilled: with another one there is nothing to compare. */
export const REFERENCE_FAULT = "stop-primary";

/** Where the time of the longest gap went, in the order in which it passed. */
export const STAGES: readonly { key: keyof Stages; name: string; means: string }[] = [
  { key: "detectMs", name: "detect", means: "until a function ran or an agent had seen enough" },
  { key: "decideMs", name: "decide", means: "until it asked AWS for the address" },
  { key: "moveMs", name: "move", means: "until packets followed the address" },
  { key: "handshakeMs", name: "handshake", means: "until WireGuard had a session with the new hub" },
  { key: "bgpMs", name: "BGP", means: "until the pair's next answer: routes, and the way of one packet" },
];

/** The two phases that have an outage. */
export const PHASES = ["failover", "failback"] as const;

export type PhaseName = (typeof PHASES)[number];
