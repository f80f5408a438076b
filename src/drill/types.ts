import type { WanPlan } from "../plan/index.ts";
import type { drillPhases } from "./phases.ts";

export interface DrillOptions {
  plan: WanPlan;
  /** The wan.yaml that `plan` was made from, for the evidence. */
  wanText: string;
  mode: "reference";
  cloud: "instant" | "aws";
  /** How long nothing is done before the fault, ms. */
  steadyMs: number;
  /** Folder for the evidence; made when it does not exist. */
  evidenceDir: string;
  onProgress?: (progress: DrillProgress) => void;
  signal?: AbortSignal;
}

export interface DrillProgress {
  phase: (typeof drillPhases)[number];
  text: string;
}

/** What `hubshift drill --json` prints for one mode. The fields are a contract: more may be added, none changes its meaning. */
export interface DrillResult {
  wan: string;
  mode: "reference" | "hot-standby" | "active-active";
  cloud: "instant" | "aws";
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
  /** `lab up` to every BGP session Established, ms. */
  convergedMs: number;
}

export interface PhaseResult {
  fault: string;
  holderBefore: string;
  holderAfter: string;
  moves: number;
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
