import type { Lab } from "../lab/index.ts";

/**
 * Looks at everything that the plan promises and keeps what it saw in `folder`, which it makes; see `ValidationRecord`. Called before the
 * fault and after the failback, while nothing is measured. What it finds does not turn the drill's verdict.
 */
export type Inspect = (lab: Lab, folder: string, signal?: AbortSignal) => Promise<Inspection>;

/** A validation in short. */
export interface Inspection {
  pass: boolean;
  checks: number;
  /** Those that do not pass: `CHECK SUBJECT`, as `hubshift validate` says it. */
  open: string[];
}

/** What was judged, in the folder of a validation: `validation/NAME/` in a drill's. */
export const FINDINGS_FILE = "findings.json";

/** `findings.json` in a folder that `hubshift validate --save` or a drill wrote: what was judged, from the answers beside it. */
export interface ValidationRecord {
  wan: string;
  /** Epoch ms. */
  takenAt: number;
  pass: boolean;
  findings: ValidationFinding[];
}

export interface ValidationFinding {
  /** `underlay.mtu` */
  id: string;
  section: string;
  /** What it speaks of: a host, a tunnel's end, a pair, a resource in AWS. */
  subject: string;
  expected: string;
  seen: string;
  verdict: "pass" | "fail" | "unknown";
  /** What to do about it, unless it passes. */
  todo?: string | undefined;
  /** The files beside it that it was made from. */
  evidence: string[];
}
