export { createAws } from "./aws.ts";
export { createFunctionLogs, type FunctionLogs, type LogLine } from "./logs.ts";
export type * from "./types.ts";
