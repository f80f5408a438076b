import type { Lab } from "../lab/index.ts";
import type { WanPlan } from "../plan/index.ts";
import type { FaultName } from "./faults.ts";
import type { drillPhases } from "./phases.ts";

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

/** What `hubshift drill --json` prints for one mode. The fields are a contract: more may be added, none changes its meaning. */
export interface DrillResult {
  wan: string;
  mode: "reference" | "hot-standby" | "active-active";
  cloud: Cloud;
  pass: boolean;
  /** Why it did not pass, one sentence each. */
  failures: string[];
  /** `silent` names the pairs that stopped answering. */
  steady: { sent: number; lost: number; silent: string[] };
  failover: PhaseResult;
  failback: PhaseResult;
  /** Folder with the evidence. */
  evidence: string;
  startedAt: string;
  /** From the start of the drill, which builds its own laboratory unless one runs already, to every BGP session Established, ms. */
  convergedMs: number;
}

export interface PhaseResult {
  /** What the phase began with. */
  fault: string;
  /** How it was to end, one sentence. */
  expected: string;
  holderBefore: string;
  holderAfter: string;
  moves: number;
  /** Who asked for the last move: a function's name, or `agent on HUB`. */
  movedBy: string | undefined;
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
  lost: number;
  /** Whether replies arrived up to the end of the phase. */
  answering: boolean;
}

/** How the gap of the pair that waited longest was spent, ms; they add up to it. */
export interface Stages {
  detectMs: number;
  decideMs: number;
  moveMs: number;
  handshakeMs: number;
  bgpMs: number;
}
