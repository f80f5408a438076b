import { hubshiftError } from "../errors/index.ts";
import { createLab, type Lab } from "../lab/index.ts";
import { systemClock } from "../system/index.ts";
import { type Evidence, openEvidence } from "./evidence.ts";
import { pairsOf } from "./pairs.ts";
import { type Measured, observeScenario } from "./scenario.ts";
import { CloudWatcher, functionLogs } from "./target.ts";
import type { DrillOptions, DrillResult } from "./types.ts";
import { judge } from "./verdict.ts";

/** From the start of the hosts to every BGP session Established, ms; a tenth of it is usual. */
const ESTABLISHED_LIMIT_MS = 60_000;

async function converge(lab: Lab, began: number): Promise<number> {
  const { established, durationMs } = await lab.waitEstablished(ESTABLISHED_LIMIT_MS);
  if (!established) {
    throw hubshiftError("drill-not-established", { seconds: Math.round(durationMs / 1000) }, { exitCode: 1 });
  }
  return Math.round(systemClock.now() - began);
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

function conclude(
  { plan, mode, cloud, evidenceDir }: DrillOptions,
  measured: Measured,
  run: Pick<DrillResult, "startedAt" | "convergedMs">,
): DrillResult {
  const [primary, standby] = plan.hubs;
  const failures = judge(measured, { pairs: pairsOf(plan).length, primary: primary.name, standby: standby.name });
  const pass = failures.length === 0;
  return { wan: plan.name, mode, cloud, pass, failures, ...measured, evidence: evidenceDir, ...run };
}

/**
 * Runs one drill in a laboratory of its own and takes the laboratory away again, also when it fails or is aborted. The result says
 * whether the WAN passed; the evidence lies in `options.evidenceDir`. Throws a HubshiftError when there was nothing to measure: no
 * laboratory, no BGP sessions, no replies before the fault.
 */
export async function runDrill(options: DrillOptions): Promise<DrillResult> {
  const startedAt = systemClock.now();
  const evidence = await openEvidence(options.evidenceDir);
  await evidence.write("wan.yaml", options.wanText);
  const cloud = new CloudWatcher();
  try {
    const lab = await buildLab(options, cloud);
    try {
      const convergedMs = await converge(lab, startedAt);
      const measured = await observeScenario(lab, cloud, options, evidence);
      await writeLogs(lab, startedAt, evidence);
      const result = conclude(options, measured, { startedAt: new Date(startedAt).toISOString(), convergedMs });
      await evidence.writeJson("drill.json", result);
      return result;
    } finally {
      await lab.down();
    }
  } finally {
    await evidence.writeJson("journal.json", cloud.journal);
  }
}
