export { createAws } from "./aws.ts";
export { findWan } from "./find.ts";
export { createFunctionLogs, type FunctionLogs, type LogLine } from "./logs.ts";
export type { ReadinessReport } from "./readiness.ts";
export { type MoveOutcome, requestMove } from "./request.ts";
export { explainTrouble } from "./trouble.ts";
export type * from "./types.ts";
