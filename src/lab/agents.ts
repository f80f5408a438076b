import type { WanPlan } from "../plan/index.ts";
import type { Clock } from "../system/index.ts";
import type { Machines } from "./machines.ts";
import type { AgentStatus, Lab } from "./types.ts";

const POLL_MS = 100;
const ASK_LIMIT_MS = 2_000;

/** Asks for a page on the host's loopback; bash is all it takes. One process, so that whoever gives up ends all of it. */
const ASK = 'exec 3<>"/dev/tcp/127.0.0.1/$1" && printf "GET /state HTTP/1.0\\r\\n\\r\\n" >&3 && exec cat <&3';

/** What we read of an agent's state; the agent's own type is its business. */
interface State {
  role: AgentStatus["role"];
  epoch: number;
  ready: { value: boolean; why: string[] };
}

function parse(response: string): AgentStatus | undefined {
  const body = response.slice(response.indexOf("\r\n\r\n"));
  try {
    const { role, epoch, ready } = JSON.parse(body) as State;
    return { role, epoch, ready: ready.value, why: ready.why };
  } catch {
    return undefined;
  }
}

/** What the agents of the hubs say. */
export function createAgents(plan: WanPlan, machines: Machines, clock: Clock): Pick<Lab, "agent" | "waitReady"> {
  const port = plan.firewall.hubPorts?.http;

  async function agent(hub: string): Promise<AgentStatus | undefined> {
    const host = machines.get(hub);
    if (port === undefined || host.status().state !== "up") return undefined;
    const answer = await host.run(["bash", "-c", ASK, "bash", String(port)], { timeoutMs: ASK_LIMIT_MS });
    return parse(answer.stdout);
  }

  async function waitReady(timeoutMs: number): Promise<{ ready: boolean; durationMs: number }> {
    const begin = clock.now();
    for (;;) {
      const statuses = await Promise.all(plan.hubs.map(({ name }) => agent(name)));
      const durationMs = clock.now() - begin;
      if (statuses.every((status) => status?.ready)) return { ready: true, durationMs };
      if (durationMs + POLL_MS > timeoutMs) return { ready: false, durationMs };
      await clock.sleep(POLL_MS);
    }
  }
  return { agent, waitReady };
}
