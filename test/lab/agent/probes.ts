import { measureOutage } from "../../../src/drill/gaps.ts";
import { createPingReader } from "../../../src/observe/index.ts";
import type { Running } from "../../../src/system/index.ts";
import type { Fabric } from "./fabric.ts";

const INTERVAL_MS = 20;
const PAIRS = [
  ["site1", "172.16.0.1"],
  ["site1", "172.16.2.1"],
  ["site2", "172.16.3.1"],
  ["site3", "172.16.0.1"],
  ["site3", "172.16.1.1"],
] as const;

export interface Probed {
  pair: string;
  gapMs: number;
  lost: number;
  replies: number;
}

/** Probes between sites and to the hubs' loopback from now until `stop`, which says how each pair fared. */
export function startProbes({ hosts }: Fabric): { stop(): Promise<Probed[]> } {
  const from = Date.now() + 200;
  const probes = PAIRS.map(([site, to]) => {
    const reader = createPingReader();
    const source = `172.16.${site.slice(4)}.1`;
    const running: Running = hosts.spawn(site, [
      "ping",
      "-n",
      "-D",
      "-i",
      String(INTERVAL_MS / 1000),
      "-I",
      source,
      to,
    ]);
    running.stdout?.on("data", (chunk: Buffer) => reader.push(chunk.toString()));
    return { pair: `${site} ${to}`, reader, running };
  });
  return {
    async stop() {
      // An answer that is under way is not a lost one.
      const to = Date.now();
      await new Promise((resolve) => setTimeout(resolve, 100));
      for (const { running } of probes) running.kill("SIGKILL");
      await Promise.all(probes.map(({ running }) => running.exited));
      return probes.map(({ pair, reader }) => {
        const { gap, lost, sent } = measureOutage(reader.finish().facts.replies, { from, to });
        return { pair, gapMs: gap.to - gap.from, lost, replies: sent - lost };
      });
    },
  };
}
