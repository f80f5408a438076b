// What a WAN of many sites costs: check, plan, render and synth, each as a user runs it, for WANs that are ten times larger each.
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createRunner, packageRoot } from "../src/system/index.ts";
import { describeMachine } from "./machine.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "3" },
    sites: { type: "string", default: "10,100,1000" },
    profile: { type: "string", default: "hot-standby" },
  },
});
const runner = createRunner();

const COMMANDS: readonly { name: string; argv: readonly string[] }[] = [
  { name: "check", argv: ["check"] },
  { name: "plan", argv: ["plan"] },
  { name: "render", argv: ["render", "--out", "hosts"] },
  { name: "synth", argv: ["synth"] },
];

interface Cost {
  /** Milliseconds. */
  wallMs: number;
  /** Milliseconds on a processor, in the program and in the kernel. */
  cpuMs: number;
  /** MiB, at the peak. */
  memoryMiB: number;
}

/** A wan.yaml of `count` sites with one network each, as large as a WAN with the default transit range gets, and beyond. */
function wanOf(count: number): string {
  const sites = Array.from({ length: count }, (_, index) => {
    const address = (second: number) => `172.${second + (index >> 8)}.${index & 255}`;
    const networks = `[${address(24)}.0/24]`;
    return `  - { name: SITE${index + 1}, asn: ${4200000001 + index}, loopback: ${address(20)}.1, networks: ${networks} }`;
  });
  return [
    "name: large",
    "region: us-east-1",
    `profile: ${values.profile}`,
    "overlay: 172.16.0.0/12",
    "transit: { range: 10.0.0.0/12, spacing: 24 }",
    "vpc: 192.168.0.0/16",
    "hubs: { asn: 65000, loopback: 172.16.0.1, primary: HUB1, standby: HUB2, address: 203.0.113.10 }",
    "sites:",
    ...sites,
    "",
  ].join("\n");
}

/** Makes a program of Node.js leave what it used in the file that `BENCH_USAGE` names. */
const METER = `data:text/javascript,${encodeURIComponent(
  'import { writeFileSync } from "node:fs";' +
    'process.on("exit", () => writeFileSync(process.env.BENCH_USAGE, JSON.stringify(process.resourceUsage())));',
)}`;

async function measure(folder: string, argv: readonly string[]): Promise<Cost> {
  const usage = join(folder, "usage.json");
  const program = [process.execPath, "--import", METER, join(packageRoot(), "bin/hubshift.js"), ...argv];
  const { code, stderr, durationMs } = await runner.run(program, {
    cwd: folder,
    env: { BENCH_USAGE: usage },
    timeoutMs: 300_000,
  });
  if (code !== 0) throw new Error(`hubshift ${argv.join(" ")} ended with ${code}: ${stderr}`);
  const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(await readFile(usage, "utf8"));
  return {
    wallMs: Math.round(durationMs),
    cpuMs: Math.round((userCPUTime + systemCPUTime) / 1000),
    memoryMiB: Math.round(maxRSS / 1024),
  };
}

/** Every command on a new WAN, one after the other. */
async function measureWan(folder: string, sites: number): Promise<Map<string, Cost>> {
  await mkdir(folder);
  await writeFile(join(folder, "wan.yaml"), wanOf(sites));
  await measure(folder, ["keys"]);
  const costs = new Map<string, Cost>();
  for (const { name, argv } of COMMANDS) costs.set(name, await measure(folder, argv));
  return costs;
}

/**
 * The runs take turns. Nothing is deleted before the last one is over: ext4 without a journal steps around each inode that was freed in
 * the last five minutes (fs/ext4/ialloc.c, recently_deleted), and so makes files the slower the more were removed just before.
 */
async function measureAll(counts: readonly number[], runs: number): Promise<Map<number, Map<string, Cost>[]>> {
  const folder = await mkdtemp(join(tmpdir(), "hubshift-scale-"));
  const measured = new Map(counts.map((count) => [count, [] as Map<string, Cost>[]]));
  try {
    for (let run = 1; run <= runs; run += 1) {
      for (const [count, list] of measured) {
        list.push(await measureWan(join(folder, `${count}-${run}`), count));
        console.error(`${run}/${runs} ${count} sites`);
      }
    }
    return measured;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function median(figures: readonly number[]): number {
  return [...figures].sort((a, b) => a - b)[figures.length >> 1] ?? 0;
}

function medianCost(costs: readonly Cost[]): Cost {
  return {
    wallMs: median(costs.map(({ wallMs }) => wallMs)),
    cpuMs: median(costs.map(({ cpuMs }) => cpuMs)),
    memoryMiB: Math.max(...costs.map(({ memoryMiB }) => memoryMiB)),
  };
}

interface Figures {
  sites: number;
  commands: Record<string, Cost>;
  total: Cost;
}

function summarize(sites: number, runs: readonly Map<string, Cost>[]): Figures {
  const commands = Object.fromEntries(
    COMMANDS.map(({ name }) => [name, medianCost(runs.flatMap((run) => run.get(name) ?? []))]),
  );
  const all = Object.values(commands);
  const sum = (key: "wallMs" | "cpuMs") => all.reduce((total, cost) => total + cost[key], 0);
  const memoryMiB = Math.max(...all.map((cost) => cost.memoryMiB));
  return { sites, commands, total: { wallMs: sum("wallMs"), cpuMs: sum("cpuMs"), memoryMiB } };
}

function show(all: readonly Figures[]): void {
  const [first, last] = [all[0] as Figures, all.at(-1) as Figures];
  for (const { sites, commands, total } of all) {
    const parts = Object.entries(commands).map(
      ([name, { wallMs, memoryMiB }]) => `${name} ${wallMs} ms ${memoryMiB} MiB`,
    );
    console.log(`${sites} sites: ${parts.join(", ")}; ${total.wallMs} ms in all, ${total.cpuMs} ms of processor`);
  }
  const growth = (last.total.cpuMs / first.total.cpuMs).toFixed(1);
  console.log(`${last.sites / first.sites} times the sites take ${growth} times the processor's time`);
}

const counts = values.sites.split(",").map(Number);
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1) throw new Error("--runs takes a number from 1 on");
if (!counts.every((count) => Number.isInteger(count) && count > 0)) throw new Error("--sites takes numbers from 1 on");
const at = new Date();
const measured = await measureAll(counts, runs);
const results = [...measured].map(([count, list]) => summarize(count, list));
const folder = join(packageRoot(), "bench/results");
await mkdir(folder, { recursive: true });
const file = join(folder, `${at.toISOString().slice(0, 16).replaceAll(":", "")}Z-scale-${values.profile}.json`);
const { cpu, cores, memoryGiB, kernel, node } = await describeMachine(runner);
const machine = { cpu, cores, memoryGiB, kernel, node };
const summary = { at: at.toISOString(), profile: values.profile, runs, machine, results };
await writeFile(file, `${JSON.stringify(summary, null, 2)}\n`);
show(results);
console.log(`results: ${file}`);
