import type { AgentState } from "../failover/index.ts";
import type { Pages } from "./http.ts";
import type { Metrics } from "./metrics.ts";

/** What the agent shows over HTTP: for Prometheus, for a load balancer or a person's curl, and everything it knows. */
export function pages(state: () => AgentState, metrics: Metrics): Pages {
  const json = (body: unknown) => `${JSON.stringify(body, null, 2)}\n`;
  return {
    "/metrics": async () => ({ status: 200, type: metrics.contentType, body: await metrics.exposition() }),
    "/healthz": () => {
      const faults = Object.keys(state().faults);
      return { status: faults.length === 0 ? 200 : 503, type: "application/json", body: json({ faults }) };
    },
    "/state": () => ({ status: 200, type: "application/json", body: json(state()) }),
  };
}
