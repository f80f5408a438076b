import { copyFile } from "node:fs/promises";
import { hubshiftError } from "../errors/index.ts";
import { createLab, type Lab } from "../lab/index.ts";
import { systemClock } from "../system/index.ts";
import { unmetFaults } from "./cloud-faults.ts";
import { type Evidence, openEvidence } from "./evidence.ts";
import { expectedOutcomes } from "./expect.ts";
import type { Entry } from "./moves.ts";
import { pairsOf } from "./pairs.ts";
import { type Measured, observeScenario } from "./scenario.ts";
import { CloudWatcher, functionLogs } from "./target.ts";
import type { DrillOptions, DrillResult } from "./types.ts";
import { judge } from "./verdict.ts";

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
async function untilReady(lab: Lab, { mode }: DrillOptions): Promise<void> {
  if (mode === "reference") return;
  const { ready, durationMs } = await lab.waitReady(READY_LIMIT_MS);
  if (!ready) throw hubshiftError("drill-not-ready", { seconds: Math.round(durationMs / 1000) }, { exitCode: 1 });
}

async function writeLogs(lab: Lab, sinceMs: number, evidence: Evidence): Promise<void> {
  for (const [name, lines] of Object.entries(await functionLogs(lab, sinceMs))) {
    const text = lines.map(({ at, message }) => `${new Date(at).toISOString()} ${message.trimEnd()}\n`).join("");
    await evidence.write(`logs/${name}.txt`, text);
  }
}

function buildLab({ plan, cloud, onProgress, signal }: DrillOptions, watcher: CloudWatcher): Promise<Lab> {
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

async function writeConsoles(lab: Lab, evidence: Evidence): Promise<void> {
  for (const { name } of lab.hosts()) await copyFile(lab.console(name), evidence.path("consoles", `${name}.txt`));
}

function conclude(
  options: DrillOptions,
  measured: Measured,
  journal: readonly Entry[],
  run: Pick<DrillResult, "startedAt" | "convergedMs">,
): DrillResult {
  const { plan, mode, cloud, evidenceDir } = options;
  const [primary, standby] = plan.hubs;
  const outcomes = expectedOutcomes({ ...options, primary: primary.name, standby: standby.name });
  const expected = { pairs: pairsOf(plan, () => "").length, ...outcomes };
  const failures = [...judge(measured, expected), ...unmetFaults(journal)];
  const pass = failures.length === 0;
  return { wan: plan.name, mode, cloud, pass, failures, ...measured, evidence: evidenceDir, ...run };
}

/** See the door of this room. */
export async function runDrill(options: DrillOptions): Promise<DrillResult> {
  const startedAt = systemClock.now();
  const evidence = await openEvidence(options.evidenceDir);
  await evidence.write("wan.yaml", options.wanText);
  const cloud = new CloudWatcher();
  try {
    const lab = await buildLab(options, cloud);
    try {
      const convergedMs = await converge(lab, startedAt);
      await evidence.writeJson("template.json", lab.template);
      await untilReady(lab, options);
      await options.prepare?.(lab);
      const measured = await observeScenario(lab, cloud, options, evidence);
      await writeLogs(lab, startedAt, evidence);
      await writeConsoles(lab, evidence);
      const result = conclude(options, measured, cloud.journal, {
        startedAt: new Date(startedAt).toISOString(),
        convergedMs,
      });
      await evidence.writeJson("drill.json", result);
      return result;
    } finally {
      await lab.down();
    }
  } finally {
    await evidence.writeJson("journal.json", cloud.journal);
  }
}
