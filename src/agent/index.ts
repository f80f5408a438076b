export type { CloudPort } from "./cloud.ts";
export { type AgentConfig, agentConfigSchema } from "./config.ts";
