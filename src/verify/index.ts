export { networkFacts } from "./network.ts";
export { judgeStatus, type Status } from "./status.ts";
export type * from "./types.ts";
export { instant } from "./words.ts";
