import { describe, expect, it } from "vitest";
import { Counters } from "../../src/agent/metrics.ts";
import { pages } from "../../src/agent/pages.ts";
import { startAgent, stepAgent } from "../../src/failover/index.ts";

const identity = { hub: "A", hubRole: "primary", peerName: "B", plan: "p", sites: ["SITE1"] } as const;
const sample = { site: "SITE1", endpoint: "198.51.100.1:42294", handshakeAt: 999_000 };

describe("the agent's pages", () => {
  const { state } = startAgent(identity, [sample], 1_000_000);
  const counters = new Counters();
  counters.add("hubshift_claims_total", { outcome: "moved" });
  counters.add("hubshift_claims_total", { outcome: "moved" });
  counters.add("hubshift_claims_total", { outcome: "failed" });

  it("show metrics in Prometheus' format: one TYPE line per name, then its series", () => {
    const lines =
      pages(
        () => state,
        counters,
        () => 1_000_000,
      )
        ["/metrics"]?.()
        .body.split("\n") ?? [];
    expect(lines).toContain("hubshift_active 1");
    expect(lines).toContain("hubshift_sites_with_session 1");
    const at = lines.indexOf("# TYPE hubshift_claims_total counter");
    expect(lines.slice(at + 1, at + 3)).toEqual([
      'hubshift_claims_total{outcome="moved"} 2',
      'hubshift_claims_total{outcome="failed"} 1',
    ]);
    expect(lines.filter((line) => line.startsWith("# TYPE")).length).toBe(
      new Set(lines.filter((l) => l.startsWith("# TYPE"))).size,
    );
  });

  it("say that the hub is not well, and why", () => {
    const vitals = { missing: [], daemons: ["bgpd"], forwarding: true, ibgp: true, routes: "r", keys: "k" };
    const ill = stepAgent(state, { kind: "vitals", vitals }, 1_000_100).state;
    const page = pages(
      () => ill,
      counters,
      () => 1_000_100,
    )["/healthz"]?.();
    expect([page?.status, JSON.parse(page?.body ?? "{}")]).toEqual([503, { faults: ["daemon-dead:bgpd"] }]);
    expect(
      pages(
        () => state,
        counters,
        () => 1_000_100,
      )["/healthz"]?.().status,
    ).toBe(200);
  });
});
