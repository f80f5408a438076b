import { copyFile } from "node:fs/promises";
import { hubshiftError } from "../errors/index.ts";
import { createLab, type Lab } from "../lab/index.ts";
import { systemClock } from "../system/index.ts";
import { judgeFaults } from "./cloud-faults.ts";
import { type Evidence, openEvidence } from "./evidence.ts";
import { circumstancesOf, expectedOutcomes } from "./expect.ts";
import type { FaultName } from "./faults.ts";
import type { Entry } from "./moves.ts";
import { pairsOf } from "./pairs.ts";
import { type Measured, observeScenario } from "./scenario.ts";
import { CloudWatcher, functionLogs } from "./target.ts";
import { type DrillCheck, type DrillOptions, type DrillResult, type OwnDrillOptions, RUN_VERSION } from "./types.ts";
import { failuresOf, judge } from "./verdict.ts";

/** From the start of the hosts to every BGP session Established, ms; a tenth of it is usual. */
const ESTABLISHED_LIMIT_MS = 60_000;

/** From there to two hubs whose agents say that they are ready, ms. */
const READY_LIMIT_MS = 30_000;

async function converge(lab: Lab, began: number): Promise<number> {
  const { established, durationMs } = await lab.waitEstablished(ESTABLISHED_LIMIT_MS);
  if (!established) {
    throw hubshiftError("drill-not-established", { seconds: Math.round(durationMs / 1000) }, { exitCode: 1 });
  }
  return Math.round(systemClock.now() - began);
}

/** A drill of a hot standby begins with two hubs that could relieve each other. */
async function untilReady(lab: Lab): Promise<void> {
  if (lab.plan.profile === "reference") return;
  const { ready, durationMs } = await lab.waitReady(READY_LIMIT_MS);
  if (!ready) throw hubshiftError("drill-not-ready", { seconds: Math.round(durationMs / 1000) }, { exitCode: 1 });
}

async function writeLogs(lab: Lab, sinceMs: number, evidence: Evidence): Promise<void> {
  for (const [name, lines] of Object.entries(await functionLogs(lab, sinceMs))) {
    const text = lines.map(({ at, message }) => `${new Date(at).toISOString()} ${message.trimEnd()}\n`).join("");
    await evidence.write(`logs/${name}.txt`, text);
  }
}

async function writeConsoles(lab: Lab, evidence: Evidence): Promise<void> {
  for (const { name } of lab.hosts()) await copyFile(lab.console(name), evidence.path("consoles", `${name}.txt`));
}

function judgeAll(lab: Lab, measured: Measured, journal: readonly Entry[], fault: FaultName): DrillCheck[] {
  const pairs = pairsOf(lab.plan, () => "").length;
  return [...judge(measured, { pairs, ...expectedOutcomes(circumstancesOf(lab, fault)) }), ...judgeFaults(journal)];
}

/** A drill and what it leaves behind. */
interface Running {
  startedAt: number;
  evidence: Evidence;
  watcher: CloudWatcher;
}

async function begin({ evidenceDir }: DrillOptions): Promise<Running> {
  const startedAt = systemClock.now();
  return { startedAt, evidence: await openEvidence(evidenceDir), watcher: new CloudWatcher() };
}

/** The drill itself, on a laboratory that runs: whatever was built or deployed there, and by whom. */
async function drill(lab: Lab, { startedAt, evidence, watcher }: Running, options: DrillOptions): Promise<DrillResult> {
  const convergedMs = await converge(lab, startedAt);
  await evidence.writeJson("template.json", (await lab.template()) ?? null);
  await untilReady(lab);
  await options.prepare?.(lab);
  const measured = await observeScenario(lab, watcher, options, evidence);
  await writeLogs(lab, startedAt, evidence);
  await writeConsoles(lab, evidence);
  const { plan, cloud } = lab;
  await evidence.writeJson("laboratory.json", { plan, instances: lab.instances });
  const checks = judgeAll(lab, measured, watcher.journal, options.fault);
  const failures = failuresOf(checks);
  const result: DrillResult = {
    version: RUN_VERSION,
    wan: plan.name,
    mode: plan.profile,
    cloud,
    pass: failures.length === 0,
    failures,
    checks,
    ...measured,
    evidence: evidence.folder,
    startedAt: new Date(startedAt).toISOString(),
    convergedMs,
  };
  await evidence.writeJson("drill.json", result);
  return result;
}

/** See the door of this room. */
export async function drillLab(lab: Lab, options: DrillOptions): Promise<DrillResult> {
  const run = await begin(options);
  const unfollow = lab.follow((entry) => run.watcher.add(entry));
  try {
    return await drill(lab, run, options);
  } finally {
    unfollow();
    await run.evidence.writeJson("journal.json", run.watcher.journal);
  }
}

function buildLab({ plan, cloud, onProgress, signal }: OwnDrillOptions, watcher: CloudWatcher): Promise<Lab> {
  onProgress?.({ phase: "laboratory", text: `building ${plan.name}` });
  return createLab({
    name: `drill-${process.pid}`,
    plan,
    cloud,
    onProgress: (text) => onProgress?.({ phase: "laboratory", text }),
    onJournal: (entry) => watcher.add(entry),
    signal,
  });
}

/** See the door of this room. */
export async function runDrill(options: OwnDrillOptions): Promise<DrillResult> {
  const run = await begin(options);
  await run.evidence.write("wan.yaml", options.wanText);
  try {
    const lab = await buildLab(options, run.watcher);
    try {
      return await drill(lab, run, options);
    } finally {
      await lab.down();
    }
  } finally {
    await run.evidence.writeJson("journal.json", run.watcher.journal);
  }
}
