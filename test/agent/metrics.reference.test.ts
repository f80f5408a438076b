import { join } from "node:path";
import { expect, it } from "vitest";
import { createMetrics } from "../../src/agent/metrics.ts";
import { startAgent } from "../../src/failover/index.ts";
import { packageRoot } from "../../src/system/index.ts";

const { state } = startAgent({ hub: "A", hubRole: "primary", peerName: "B", network: "n", sites: ["SITE1"] }, [], 0);

it("docs/reference/metrics.md has every metric of the hub agent; `vitest -u` rewrites it", async () => {
  const none = async () => new Map<string, number>();
  const metrics = createMetrics({ state: () => state, now: () => 0, frameErrors: none, refusedPrefixes: none });
  const lines = (await metrics.exposition()).split("\n");
  const rows = lines.flatMap((line) => {
    const [, name, help] = /^# HELP (\S+) (.*)$/.exec(line) ?? [];
    const type = lines.find((other) => other.startsWith(`# TYPE ${name} `))?.split(" ")[3];
    return name ? [`| \`${name}\` | ${type} | ${help} |`] : [];
  });
  expect(rows.length).toBeGreaterThan(12);
  const page = [
    "# Metrics of the hub agent",
    "",
    "`GET /metrics` on port 51880 of a hub's 127.0.0.1 and its end of the hub link, in Prometheus' text format. CloudWatch gets the",
    "gauges once a minute in the namespace `hubshift`, without the prefix.",
    "",
    "| metric | type | meaning |",
    "|---|---|---|",
    ...rows,
    "",
  ].join("\n");
  await expect(page).toMatchFileSnapshot(join(packageRoot(), "docs/reference/metrics.md"));
});
