// How long a planned stop of the primary hub is felt: in the reference configuration, in the reference with keepalived on top, and in
// the hot standby. The configurations take turns, so that none has the machine's better hour.
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type DrillResult, type Mode, runDrill } from "../src/drill/index.ts";
import { readWan } from "../src/plan/index.ts";
import { createRunner, packageRoot } from "../src/system/index.ts";
import { installKeepalived, startKeepalived } from "./keepalived.ts";
import { describeMachine } from "./machine.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "3" },
    wan: { type: "string", default: join(packageRoot(), "examples/dc1/wan.yaml") },
    cloud: { type: "string", default: "instant" },
  },
});
// The SDK's clients are pinned to the last line that runs on Node 20; its advice to upgrade is not for whoever runs a bench.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
const cloud = values.cloud === "aws" ? "aws" : "instant";
const wanText = await readFile(values.wan, "utf8");
const runner = createRunner();

const contenders: { name: string; mode: Mode; keepalived: boolean }[] = [
  { name: "reference", mode: "reference", keepalived: false },
  { name: "reference with keepalived", mode: "reference", keepalived: true },
  { name: "hot-standby", mode: "hot-standby", keepalived: false },
];

interface Figures {
  name: string;
  failoverMs: number[];
  failbackMs: number[];
  failures: string[];
}

/** One drill; the evidence of one that passed is of no use. */
async function runOnce({ mode, keepalived }: (typeof contenders)[number]): Promise<DrillResult> {
  const read = readWan(wanText, { profile: mode });
  if (!read.ok) throw new Error(`${values.wan} has issues: see hubshift check`);
  const folder = await mkdtemp(join(tmpdir(), "hubshift-bench-"));
  const prepare = keepalived ? { prepare: startKeepalived } : {};
  const options = { plan: read.plan, wanText, cloud, fault: "stop-primary", steadyMs: 5_000 } as const;
  try {
    return await runDrill({ ...options, ...prepare, evidenceDir: folder });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = sorted.slice((sorted.length - 1) >> 1, (sorted.length >> 1) + 1);
  return Math.round(middle.reduce((sum, figure) => sum + figure, 0) / middle.length);
}

async function measure(runs: number): Promise<Figures[]> {
  const all = contenders.map(({ name }): Figures => ({ name, failoverMs: [], failbackMs: [], failures: [] }));
  for (let run = 1; run <= runs; run += 1) {
    for (const [index, contender] of contenders.entries()) {
      const result = await runOnce(contender);
      const figures = all[index] as Figures;
      figures.failoverMs.push(result.failover.gapMs.max);
      figures.failbackMs.push(result.failback.gapMs.max);
      figures.failures.push(...result.failures);
      const gaps = `failover ${result.failover.gapMs.max} ms, failback ${result.failback.gapMs.max} ms`;
      console.error(`${run}/${runs} ${contender.name}: ${gaps}${result.pass ? "" : `; ${result.failures.join("; ")}`}`);
    }
  }
  return all;
}

function show(all: readonly Figures[]): void {
  const standby = all.find(({ name }) => name === "hot-standby") as Figures;
  for (const { name, failoverMs, failbackMs } of all) {
    const failover = median(failoverMs);
    const ratio = (failover / median(standby.failoverMs)).toFixed(1);
    console.log(
      `${name}: failover ${failover} ms, failback ${median(failbackMs)} ms (medians); failover ${ratio} times the hot standby's`,
    );
  }
}

const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1) throw new Error("--runs takes a number from 1 on");
await installKeepalived(runner);
const at = new Date();
const results = await measure(runs);
const summary = results.map((figures) => ({
  ...figures,
  medianMs: { failover: median(figures.failoverMs), failback: median(figures.failbackMs) },
}));
const folder = join(packageRoot(), "bench/results");
await mkdir(folder, { recursive: true });
const file = join(folder, `${at.toISOString().slice(0, 16).replaceAll(":", "")}Z-failover-${cloud}.json`);
const machine = await describeMachine(runner);
await writeFile(file, `${JSON.stringify({ at: at.toISOString(), cloud, runs, machine, results: summary }, null, 2)}\n`);
show(results);
console.log(`results: ${file}`);
