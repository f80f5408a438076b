import { describe, expect, it } from "vitest";
import { createMetrics } from "../../src/agent/metrics.ts";
import { pages } from "../../src/agent/pages.ts";
import { type AgentState, startAgent, stepAgent } from "../../src/failover/index.ts";

const NOW = 1_000_000;
const identity = { hub: "A", hubRole: "primary", peerName: "B", network: "n", sites: ["SITE1"] } as const;
const { state: well } = startAgent(
  identity,
  [{ site: "SITE1", endpoint: "198.51.100.1:42294", handshakeAt: NOW - 1000 }],
  NOW,
);

function shown(state: AgentState) {
  const metrics = createMetrics({
    state: () => state,
    now: () => NOW,
    frameErrors: async () => new Map([["wg0", 7]]),
    refusedPrefixes: async () => new Map([["SITE1", 2]]),
  });
  return { metrics, page: async (path: string) => await pages(() => state, metrics)[path]?.() };
}

describe("the agent's pages", () => {
  it("show metrics in Prometheus' format: one TYPE line per name, then its series", async () => {
    const { metrics, page } = shown(well);
    metrics.count("hubshift_claims_total", { outcome: "moved" });
    metrics.count("hubshift_claims_total", { outcome: "moved" });
    metrics.count("hubshift_claims_total", { outcome: "failed" });
    const lines = (await page("/metrics"))?.body.split("\n") ?? [];
    expect(lines).toContain("hubshift_active 1");
    expect(lines).toContain("hubshift_sites_with_session 1");
    const at = lines.indexOf("# TYPE hubshift_claims_total counter");
    expect(lines.slice(at + 1, at + 3)).toEqual([
      'hubshift_claims_total{outcome="moved"} 2',
      'hubshift_claims_total{outcome="failed"} 1',
    ]);
    const types = lines.filter((line) => line.startsWith("# TYPE"));
    expect(types.length).toBeGreaterThan(10);
    expect(new Set(types).size).toBe(types.length);
  });

  it("show what the kernel and FRR refused as these count it, however often it is asked", async () => {
    const { page } = shown(well);
    await page("/metrics");
    const body = (await page("/metrics"))?.body;
    expect(body).toContain('hubshift_rx_frame_errors_total{interface="wg0"} 7\n');
    expect(body).toContain('hubshift_refused_prefixes_total{site="SITE1"} 2\n');
  });

  it("say that the hub is not well, and why", async () => {
    const vitals = { missing: [], daemons: ["bgpd"], forwarding: true, ibgp: true, routes: "r", keys: "k" };
    const ill = stepAgent(well, { kind: "vitals", vitals }, NOW + 100).state;
    const page = await shown(ill).page("/healthz");
    expect([page?.status, JSON.parse(page?.body ?? "{}")]).toEqual([503, { faults: ["daemon-dead:bgpd"] }]);
    expect((await shown(well).page("/healthz"))?.status).toBe(200);
  });
});
