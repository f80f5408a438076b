export { evidenceName } from "./evidence.ts";
export { drillPhases } from "./phases.ts";
export { runDrill } from "./run-drill.ts";
export type * from "./types.ts";
