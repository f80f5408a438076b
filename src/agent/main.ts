import { access, readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { createRunner, systemClock } from "../system/index.ts";
import { type AgentDeps, runAgent } from "./agent.ts";
import { createAwsCloud } from "./aws-cloud.ts";
import type { CloudPort } from "./cloud.ts";
import { type AgentConfig, agentConfigSchema } from "./config.ts";

/** Whoever stops the machine writes this before it ends the services; systemd is asked besides. */
const SHUTDOWN_FLAG = "/run/hubshift/shutdown";

/** Ends only with the process: the agent is told to stop by SIGTERM. `cloud` is the WAN's cloud, AWS unless told otherwise. */
export async function main(cloud: (config: AgentConfig) => CloudPort = createAwsCloud): Promise<void> {
  const { values } = parseArgs({ options: { config: { type: "string", default: "/etc/hubshift/agent.json" } } });
  const config = agentConfigSchema.parse(JSON.parse(await readFile(values.config, "utf8")));
  const runner = createRunner();
  // WireGuard's handshakes and the peer's heartbeats carry the time of day, which a monotonic clock drifts away from over weeks.
  const clock = { now: Date.now, sleep: systemClock.sleep };
  const agent = await runAgent(config, { runner, clock, cloud: cloud(config), log });
  let ending = false;
  const end = async () => {
    if (ending) return;
    ending = true;
    // A restart of the agent alone hands nothing over: the hub serves without it.
    if (await isShuttingDown(runner)) await agent.handOver();
    agent.close();
    process.exit(0);
  };
  process.on("SIGTERM", () => void end());
  process.on("SIGINT", () => void end());
}

async function isShuttingDown(runner: AgentDeps["runner"]): Promise<boolean> {
  const flagged = await access(SHUTDOWN_FLAG).then(
    () => true,
    () => false,
  );
  if (flagged) return true;
  const { stdout } = await runner.run(["systemctl", "is-system-running"], { timeoutMs: 1_000 });
  return stdout.trim() === "stopping";
}

const log: AgentDeps["log"] = (event, fields) => {
  process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), event, ...fields })}\n`);
};
