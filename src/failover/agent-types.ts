import type { AgentLimits, HubRole } from "./agent-limits.ts";

/** `active` serves the sites; `standby` sends nothing to any of them. */
export type AgentRole = "standby" | "active";

/** Where a site was last heard, `address:port`, and when, epoch ms on the hub that heard it. */
export interface SeenEndpoint {
  endpoint: string;
  seenAt: number;
}

/** What a hub tells its peer over the hub link, at least once per `LIMITS.beatMs`. */
export interface Heartbeat {
  v: 1;
  hub: string;
  role: AgentRole;
  /** Grows with each promotion anywhere; the higher one is right. */
  epoch: number;
  seq: number;
  /** The sender's clock, epoch ms. */
  at: number;
  /** The last heartbeat it got: when that was sent (receiver's clock) and when it came in (sender's clock). */
  echo: { sent: number; received: number } | undefined;
  /** It could serve the sites now: nothing is broken and the hub is not about to stop. */
  able: boolean;
  /** Packets that it sent to the Elastic IP came back to it just now. */
  proved: boolean;
  /** Asks the peer to take the address, because the sender could not give it away. */
  yield: boolean;
  faults: readonly string[];
  /** SHA-256 of the plan without its sites, and of the public keys: a standby with another network or key cannot serve. */
  network: string;
  keys: string;
  /** Hash over the prefixes that BGP routes; empty when it is not known. One that lacks a connected site has another hash. */
  routes: string;
  /** A part of the endpoints, in rotation, so that a heartbeat stays within one packet. */
  endpoints: Readonly<Record<string, SeenEndpoint>>;
}

/** What the hub found out about itself. */
export interface Vitals {
  /** WireGuard interfaces that should exist and do not. */
  missing: readonly string[];
  /** FRR daemons that do not answer. */
  daemons: readonly string[];
  forwarding: boolean;
  /** The iBGP session to the peer hub is Established. */
  ibgp: boolean;
  routes: string;
  keys: string;
}

export interface SiteSample {
  site: string;
  endpoint: string | undefined;
  /** Epoch ms; 0 when there was no handshake. */
  handshakeAt: number;
}

export type AgentInput =
  | { kind: "tick" }
  /** The first packet of a flow reached a site's WireGuard port. */
  | { kind: "packet"; site: string; source: string }
  /** A packet that this hub sent to the Elastic IP at `sentAt` came back to it: the address points here. */
  | { kind: "proof"; sentAt: number }
  | { kind: "heartbeat"; beat: Heartbeat }
  /** The peer's kernel answered an echo request over the hub link: no agent has a part in that. */
  | { kind: "answer" }
  | { kind: "bfd"; up: boolean }
  /** The hub link's packets go this way now. */
  | { kind: "path"; to: LinkPath }
  | { kind: "sites"; samples: readonly SiteSample[] }
  /** A site answered an echo request inside its tunnel. */
  | { kind: "site-answer"; site: string }
  | { kind: "vitals"; vitals: Vitals }
  /** A claim ended: `moved` when the address is, as far as the cloud says, where it was wanted. */
  | { kind: "claimed"; for: string; outcome: "moved" | "refused" | "failed" }
  /** What this hub said of its readiness did not reach the cloud. */
  | { kind: "unpublished" }
  /** What the cloud's API says about the address. */
  | { kind: "holder"; hub: string | undefined }
  /** The machine is about to stop: hand over first. */
  | { kind: "stop" };

export type AgentAction =
  /** Re-create the peers with these endpoints and start handshakes, in this order. */
  | { do: "dial"; sites: readonly Dial[] }
  /** Re-create every peer without endpoint and keepalive. */
  | { do: "silence" }
  /** Drop the connection tracking entries of the WireGuard ports, so that the next packet is the first of its flow again. */
  | { do: "forget-flows" }
  /** Send a heartbeat now. */
  | { do: "beat" }
  /** Send a packet to the Elastic IP and see whether it comes back. */
  | { do: "prove" }
  /** Which way the hub link takes to the peer: its private address, or the Elastic IP from outside. */
  | { do: "path"; to: LinkPath }
  /** Move the address to `for`; `broken` names the hub that cannot serve, with the reason. */
  | { do: "claim"; for: string; broken: string; why: string }
  | { do: "ask-holder" }
  | { do: "publish-readiness"; ready: boolean; why: readonly string[] }
  | { do: "alert"; code: string; text: string }
  /** The hand-over is complete, or its time is up. */
  | { do: "exit" };

export interface Dial {
  site: string;
  endpoint: string;
  /** A peer whose handshake is newer than this, epoch ms, has been reached meanwhile and is left alone. Undefined for a first dial. */
  unlessSince: number | undefined;
}

export type LinkPath = "private" | "outside";

export interface SiteState {
  endpoint: SeenEndpoint | undefined;
  /** A source that was heard while the address was not proved to be here; it counts once it is. */
  heard: SeenEndpoint | undefined;
  handshakeAt: number;
  answeredAt: number | undefined;
  /** Set while a handshake is awaited that is newer than this. */
  dialingSince: number | undefined;
  dials: number;
  dialedAt: number;
}

export interface PeerState {
  beat: Heartbeat | undefined;
  /** When a heartbeat came last, and when its kernel answered last. */
  beatAt: number | undefined;
  answerAt: number | undefined;
  bfd: boolean | undefined;
  bfdSince: number;
  /** How long nothing came from it, neither from its agent nor from its kernel, as far as this hub was awake to hear it, ms. */
  silentMs: number;
  path: LinkPath;
  /** How long the hub link has gone that way, ms awake; undefined while it is still being set. */
  pathMs: number | undefined;
  clockOffsetMs: number | undefined;
}

export interface ClaimState {
  inFlight: boolean;
  startedAt: number;
  failures: number;
  /** When the cloud said that the address is ours, until the data plane shows it. */
  movedAt: number | undefined;
}

export interface Readiness {
  published: boolean | undefined;
  publishedAt: number;
  /** What is true now, since when, and what is missing. */
  value: boolean;
  since: number;
  why: readonly string[];
}

export interface AgentState {
  hub: string;
  hubRole: HubRole;
  peerName: string;
  network: string;
  limits: AgentLimits;
  /** When the agent started, or went on after the whole machine had stood still. */
  awakeAt: number;
  tickedAt: number;
  role: AgentRole;
  roleSince: number;
  epoch: number;
  /** When the newest packet that came back through the Elastic IP was sent. */
  proofAt: number | undefined;
  /** Such packets do come back in this network, to this hub or to its peer. */
  proofWorks: boolean;
  /** When a site's packet reached this standby hub, until it is known whether the address points here. */
  knockAt: number | undefined;
  askedAt: number;
  /** When the cloud last answered. */
  cloudAt: number;
  proveAt: number;
  beatAt: number;
  sites: Record<string, SiteState>;
  peer: PeerState;
  vitals: Vitals | undefined;
  claim: ClaimState;
  /** Fault code to the time when it was first seen. */
  faults: Record<string, number>;
  handoverAt: number | undefined;
  yielding: boolean;
  stopAt: number | undefined;
  exited: boolean;
  ready: Readiness;
  alerts: Record<string, number>;
}

export interface AgentStep {
  state: AgentState;
  actions: readonly AgentAction[];
}
