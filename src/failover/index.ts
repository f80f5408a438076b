export { startAgent, stepAgent } from "./agent.ts";
export { heartbeatOf } from "./agent-beat.ts";
export { AGENT_LIMITS, type AgentLimits } from "./agent-limits.ts";
export { HANDSHAKE_TIME_MS } from "./agent-sites.ts";
export type * from "./agent-types.ts";
export { decide } from "./decide.ts";
export { decideRequest } from "./request.ts";
export type * from "./types.ts";
