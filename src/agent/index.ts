export { type AgentDeps, type RunningAgent, runAgent } from "./agent.ts";
export type { CloudPort } from "./cloud.ts";
export { type AgentConfig, agentConfigSchema } from "./config.ts";
export { main } from "./main.ts";
