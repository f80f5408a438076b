import type { AgentState } from "../failover/index.ts";
import type { Page } from "./http.ts";
import { type Counters, exposition } from "./metrics.ts";

/** What the agent shows over HTTP: for Prometheus, for a load balancer or a person's curl, and everything it knows. */
export function pages(state: () => AgentState, counters: Counters, now: () => number): Record<string, () => Page> {
  const json = (body: unknown) => `${JSON.stringify(body, null, 2)}\n`;
  return {
    "/metrics": () => ({
      status: 200,
      type: "text/plain; version=0.0.4",
      body: exposition(state(), counters, now()),
    }),
    "/healthz": () => {
      const faults = Object.keys(state().faults);
      return { status: faults.length === 0 ? 200 : 503, type: "application/json", body: json({ faults }) };
    },
    "/state": () => ({ status: 200, type: "application/json", body: json(state()) }),
  };
}
