import type { Lab } from "../lab/index.ts";
import type { Handshake } from "../observe/index.ts";
import type { WanPlan } from "../plan/index.ts";
import type { FaultName } from "./faults.ts";
import type { Reply, Window } from "./gaps.ts";
import type { AgentEvent } from "./mover.ts";
import type { Entry } from "./moves.ts";
import type { Outcome } from "./outcome.ts";
import type { drillPhases } from "./phases.ts";
import type { Laboratory } from "./record.ts";
import type { Inspect, Inspection, ValidationRecord } from "./validation.ts";

/** The configurations that can be drilled: a plan's profile. */
export type Mode = "reference" | "hot-standby";

/** How long the cloud takes: at once, or as AWS does. */
export type Cloud = "instant" | "aws";

/** A drill on a laboratory that runs. */
export interface DrillOptions {
  fault: FaultName;
  /** How long nothing is done before the fault, ms. */
  steadyMs: number;
  /** What else the WAN is to have: done once its sessions are Established. */
  prepare?: (lab: Lab) => Promise<void>;
  /** Without it nothing is validated. */
  inspect?: Inspect;
  /** Folder for the evidence; made when it does not exist. */
  evidenceDir: string;
  onProgress?: (progress: DrillProgress) => void;
  signal?: AbortSignal;
}

/** A drill in a laboratory of its own. */
export interface OwnDrillOptions extends DrillOptions {
  plan: WanPlan;
  /** The wan.yaml that `plan` was made from, for the evidence. */
  wanText: string;
  cloud: Cloud;
}

export interface DrillProgress {
  phase: (typeof drillPhases)[number];
  text: string;
}

/** The shape of what a drill writes, and of what is read of it. */
export const RUN_VERSION = 1;

/** What `hubshift drill --json` prints for one mode. The fields are a contract: more may be added, none changes its meaning. */
export interface DrillResult {
  /** Of the run's folder and of this object: rises when something is taken away or changes its meaning. */
  version: typeof RUN_VERSION;
  wan: string;
  mode: "reference" | "hot-standby" | "active-active";
  cloud: Cloud;
  pass: boolean;
  /** Why it did not pass, one sentence each. */
  failures: string[];
  /** What was judged, in the order in which it happened; the failures come from these. */
  checks: DrillCheck[];
  /** `silent` names the pairs that stopped answering. */
  steady: { sent: number; lost: number; silent: string[] };
  failover: PhaseResult;
  failback: PhaseResult;
  /** What `hubshift validate` found before the fault and after the failback; not part of the verdict. */
  validation?: { before: Inspection; after: Inspection } | undefined;
  /** Folder with the evidence. */
  evidence: string;
  startedAt: string;
  /** From the start of the drill, which builds its own laboratory unless one runs already, to every BGP session Established, ms. */
  convergedMs: number;
}

/** One thing that a drill looked at. */
export interface DrillCheck {
  phase: "steady" | "failover" | "failback" | "cloud";
  /** What was looked at. */
  name: string;
  expected: string;
  seen: string;
  /** What is wrong, one sentence each; empty when it is as expected. */
  failures: string[];
}

export interface PhaseResult {
  /** From what it began with to its end. */
  window: Window;
  /** What the phase began with. */
  fault: string;
  /** What that does, for a person; runs of earlier days do not say. */
  does?: string | undefined;
  /** How it was to end, one sentence. */
  expected: string;
  /** What every pair may go through at worst. */
  target: Outcome["pairs"];
  holderBefore: string;
  holderAfter: string;
  moves: number;
  /** Who asked for the last move: a function's name, or `agent on HUB`. */
  movedBy?: string | undefined;
  /** What a person was told, one sentence each. */
  alerts: string[];
  gapMs: { p50: number; max: number };
  lost: number;
  pairs: PairResult[];
  stages: Stages;
}

export interface PairResult {
  from: string;
  to: string;
  /** Longest time between two replies in a row, ms. */
  gapMs: number;
  /** When that was. */
  gap: Window;
  lost: number;
  /** Whether replies arrived up to the end of the phase. */
  answering: boolean;
}

/** A run that was kept: what its folder says, read and checked. Times are epoch ms. */
export interface Run {
  result: DrillResult;
  laboratory: Laboratory;
  journal: Entry[];
  /** What the hubs' agents said, hub by hub; none in the reference. */
  agents: AgentEvent[];
  handshakes: { site: string; handshakes: Handshake[] }[];
  sessions: SessionSeen[];
  /** Every pair's replies, oldest first, in the order of the result's pairs. */
  probes: ProbeSeen[];
  /** What `hubshift validate` found, in the order of the names. */
  validations: (ValidationRecord & { name: string })[];
  /** Every file of the folder that the drill wrote, by its path below it. */
  captures: Capture[];
}

/** What a host said of a BGP session when it was asked. */
export interface SessionSeen {
  /** `2-during-failover` */
  snapshot: string;
  host: string;
  /** The neighbor's address. */
  peer: string;
  /** The second in which it was Established; undefined while it was not. */
  establishedAt: number | undefined;
}

export interface ProbeSeen {
  from: string;
  to: string;
  replies: readonly (Reply & { rttMs: number })[];
}

export interface Capture {
  path: string;
  text: string;
}

/** How the gap of the pair that waited longest was spent, ms; they add up to it. */
export interface Stages {
  detectMs: number;
  decideMs: number;
  moveMs: number;
  handshakeMs: number;
  bgpMs: number;
}
