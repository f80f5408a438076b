import type { SupervisorStreams } from "./supervisor.ts";
import type { Lab, LabOptions } from "./types.ts";

export { attachLab, downLab, labStatus, type UpOptions, upLab } from "./client.ts";
export { cleanStaleLabs, type LabRecord, listLabs } from "./state.ts";
export type * from "./types.ts";

// Building a laboratory loads the CDK and LocalCloud; commands that only talk to one must not wait for that.

/** Builds a laboratory in this process. Nothing of it is left when it fails, and nothing outlives this process. */
export async function createLab(options: LabOptions): Promise<Lab> {
  return (await import("./create-lab.ts")).createLab(options);
}

/** What the detached process behind `lab up` runs. Resolves when nothing of the laboratory is left. */
export async function runSupervisor(streams: SupervisorStreams): Promise<void> {
  return (await import("./supervisor.ts")).runSupervisor(streams);
}
