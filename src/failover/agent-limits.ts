export type HubRole = "primary" | "standby";

/** The hub agent's times, ms, and bounds. */
export interface AgentLimits {
  /** Between two heartbeats. */
  beatMs: number;
  /** Between two packets that this hub sends to the Elastic IP to see whether it holds it. */
  proveMs: number;
  /** A hub link that is silent this long is tried from outside; silent as long there too, the peer is dead. */
  silenceMs: number;
  /** An agent that is silent this long while BFD is down too: the peer's control plane is dead although its kernel answers. */
  controlPlaneMs: number;
  /** How long a hub that just started waits for a peer that it never heard. */
  unheardMs: number;
  /** A fault of one's own must last this long before it counts. */
  faultMs: number;
  /** A site that does not answer inside its tunnel for so long is unreachable. */
  siteSilenceMs: number;
  /** At more than this share of unreachable sites the hub gives its address away. */
  unreachableShare: number;
  /** At least so many sites must have answered before their silence means anything. */
  watchedSites: number;
  /** After a hand-over because of unreachable sites the hub counts as broken at least so long. */
  handoverHoldMs: number;
  /** An unanswered claim is left to the peer after so long. */
  yieldMs: number;
  /** Between two attempts to claim; it doubles with each failure up to `claimRetryMaxMs`. */
  claimRetryMs: number;
  claimRetryMaxMs: number;
  /** A tick that comes this late says that the machine stood still: what was silent meanwhile was perhaps this hub. */
  stallMs: number;
  /**
   * How long a hub that stood still waits for its peer before it judges. The hub link's own session may have expired meanwhile:
   * WireGuard notices after KEEPALIVE_TIMEOUT + REKEY_TIMEOUT (15 s) and then tries every 5 s.
   */
  wakeMs: number;
  /** After a claim that the cloud confirmed, promote without a packet's proof after so long. */
  unprovenMs: number;
  /**
   * Until a site that has not completed a handshake is dialed again: the first handshake may have come before the move was in effect.
   * It doubles with each dial up to `redialMaxMs`, since a dial ends a handshake that is under way: a site further away needs the time.
   */
  redialMs: number;
  redialMaxMs: number;
  /** A planned stop waits at most this long for the peer to be active. */
  stopMs: number;
  /** The hubs' clocks may differ by this much: WireGuard refuses a handshake older than the last one. */
  clockOffsetMs: number;
  /** Readiness must hold this long before it is published, and is published again after `republishMs`. */
  readyHoldMs: number;
  republishMs: number;
  /** While the hub link runs from outside, its private way is tried again this often. */
  retryPrivateMs: number;
}

/** Measured in network namespaces: below 300 ms of silence a loaded two-core machine reports deaths that did not happen. */
export const AGENT_LIMITS: AgentLimits = {
  beatMs: 100,
  proveMs: 100,
  silenceMs: 300,
  controlPlaneMs: 1500,
  unheardMs: 30_000,
  faultMs: 200,
  siteSilenceMs: 1200,
  unreachableShare: 0.5,
  watchedSites: 2,
  handoverHoldMs: 10_000,
  yieldMs: 500,
  claimRetryMs: 500,
  claimRetryMaxMs: 10_000,
  stallMs: 1000,
  wakeMs: 20_000,
  unprovenMs: 1000,
  redialMs: 300,
  redialMaxMs: 5000,
  stopMs: 3000,
  clockOffsetMs: 500,
  readyHoldMs: 1000,
  republishMs: 60_000,
  retryPrivateMs: 30_000,
};
