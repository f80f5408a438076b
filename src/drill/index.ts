import type { Lab } from "../lab/index.ts";
import type { DrillOptions, DrillResult, OwnDrillOptions, Run } from "./types.ts";

export { evidenceName } from "./evidence.ts";
export { type FaultName, faults, referenceFaults } from "./faults.ts";
export type { Window } from "./gaps.ts";
export type { AgentEvent } from "./mover.ts";
export type { Entry } from "./moves.ts";
export { drillPhases } from "./phases.ts";
export type { Laboratory } from "./record.ts";
export * from "./types.ts";
export * from "./validation.ts";

// A drill loads the laboratory; a command line that only names the faults must not wait for that.

/**
 * Runs one drill in a laboratory of its own and takes the laboratory away again, also when it fails or is aborted. The result says
 * whether the WAN passed; the evidence lies in `options.evidenceDir`. Throws a HubshiftError when there was nothing to measure: no
 * laboratory, no BGP sessions, no hub that is ready, no replies before the fault.
 */
export async function runDrill(options: OwnDrillOptions): Promise<DrillResult> {
  return (await import("./run-drill.ts")).runDrill(options);
}

/** The same on a laboratory that runs, which is left as the drill found it unless that was broken off. Throws `lab-not-deployed`, too. */
export async function drillLab(lab: Lab, options: DrillOptions): Promise<DrillResult> {
  return (await import("./run-drill.ts")).drillLab(lab, options);
}

/**
 * Reads the folder that a drill wrote. Throws a HubshiftError with the file and the reason: `run-none` where there is none,
 * `run-version` for one that another version wrote, `run-broken` for one that is not as a drill leaves it.
 */
export async function readRun(folder: string): Promise<Run> {
  return (await import("./read-run.ts")).readRun(folder);
}

/** The runs that a folder stands for: itself, or those directly in it, in the order of their names. Throws `folder-not-found`. */
export async function findRuns(folder: string): Promise<string[]> {
  return (await import("./find-runs.ts")).findRuns(folder);
}
