export { KEEPALIVE_MAX } from "./check/index.ts";
export { hashOfNetwork, hashOfTunnel } from "./hash.ts";
export { type KeyParameters, keyParameters } from "./parameters.ts";
export { type PlanOptions, planWan } from "./plan.ts";
export { type ReadWan, readWan } from "./read.ts";
export type * from "./types.ts";
