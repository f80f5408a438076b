import { hubshiftError } from "../errors/index.ts";
import { createLab, type Lab } from "../lab/index.ts";
import { systemClock } from "../system/index.ts";
import { startCaptures } from "./captures.ts";
import { type Evidence, openEvidence } from "./evidence.ts";
import { measureOutage, type Window } from "./gaps.ts";
import { pairsOf } from "./pairs.ts";
import { runPhase, type Scene } from "./phase.ts";
import { type Probes, startProbes } from "./probes.ts";
import { takeSnapshot } from "./snapshots.ts";
import { CloudWatcher, functionLogs } from "./target.ts";
import type { DrillOptions, DrillResult, PhaseResult } from "./types.ts";
import { judge } from "./verdict.ts";

/** From the start of the hosts to every BGP session Established, ms; a tenth of it is usual. */
const ESTABLISHED_LIMIT_MS = 60_000;

/** From the first probe to an answer on every pair, ms. */
const FIRST_REPLIES_LIMIT_MS = 15_000;

/** From the fault to replies on every pair. WireGuard needs 15 s to give up on the lost hub; the rest is margin, ms. */
const FAILOVER_LIMIT_MS = 60_000;

/** From the start of the primary to replies on every pair, ms: with AWS's times the instance boots first. */
const FAILBACK_LIMIT_MS = { instant: 120_000, aws: 180_000 };

async function converge(lab: Lab, began: number): Promise<number> {
  const { established, durationMs } = await lab.waitEstablished(ESTABLISHED_LIMIT_MS);
  if (!established) {
    throw hubshiftError("drill-not-established", { seconds: Math.round(durationMs / 1000) }, { exitCode: 1 });
  }
  return Math.round(systemClock.now() - began);
}

/** Waits for an answer on every pair, then watches them for `steadyMs` while nothing is done. */
async function steadyState({ probes, signal }: Scene, steadyMs: number): Promise<DrillResult["steady"]> {
  const began = systemClock.now();
  const { value: answered } = await probes.untilAllAnswer(began, FIRST_REPLIES_LIMIT_MS, signal);
  if (!answered) throw hubshiftError("drill-no-replies", { seconds: FIRST_REPLIES_LIMIT_MS / 1000 }, { exitCode: 1 });
  const from = systemClock.now();
  await systemClock.sleep(steadyMs, signal);
  return measureSteady(probes, { from, to: systemClock.now() });
}

function measureSteady(probes: Probes, window: Window): DrillResult["steady"] {
  const measured = probes.probes.map((probe) => ({ probe, outage: measureOutage(probe.replies, window) }));
  return {
    sent: measured.reduce((sum, { outage }) => sum + outage.sent, 0),
    lost: measured.reduce((sum, { outage }) => sum + outage.lost, 0),
    silent: measured.filter(({ outage }) => !outage.answering).map(({ probe }) => `${probe.from} to ${probe.to}`),
  };
}

interface Measured {
  steady: DrillResult["steady"];
  failover: PhaseResult;
  failback: PhaseResult;
}

/** The scenario: steady state, stop the primary, wait for recovery, start it, wait for failback. */
async function playScenario(scene: Scene, options: DrillOptions, evidence: Evidence): Promise<Measured> {
  const { lab, signal } = scene;
  const [primary, standby] = lab.plan.hubs;
  const snapshot = (name: string) => takeSnapshot(lab, evidence.path("hosts", name), signal);
  options.onProgress?.({ phase: "steady", text: `probing ${scene.probes.probes.length} pairs 20 times a second` });
  const steady = await steadyState(scene, options.steadyMs);
  await snapshot("1-before");
  options.onProgress?.({ phase: "failover", text: `stopping ${primary.name}` });
  const failover = await runPhase(scene, {
    fault: "stop-primary",
    by: lab.plan.automation.failoverFunction,
    to: standby.name,
    deadlineMs: FAILOVER_LIMIT_MS,
    act: () => lab.stop(primary.name),
    afterMove: () => snapshot("2-during-failover"),
  });
  await snapshot("3-after-failover");
  options.onProgress?.({ phase: "failback", text: `starting ${primary.name}` });
  const failback = await runPhase(scene, {
    fault: "start-primary",
    by: lab.plan.automation.failbackFunction,
    to: primary.name,
    deadlineMs: FAILBACK_LIMIT_MS[options.cloud],
    act: () => lab.start(primary.name),
    afterMove: () => snapshot("4-during-failback"),
  });
  await snapshot("5-after-failback");
  return { steady, failover, failback };
}

/** Probes and captures while the scenario runs; both end with it, however it ends. */
async function observeScenario(
  lab: Lab,
  cloud: CloudWatcher,
  options: DrillOptions,
  evidence: Evidence,
): Promise<Measured> {
  const captures = await startCaptures(lab, evidence.path("handshakes"), options.signal);
  const probes = startProbes(lab, pairsOf(lab.plan), evidence.path("pings"));
  try {
    return await playScenario({ lab, cloud, probes, captures, signal: options.signal }, options, evidence);
  } finally {
    await Promise.all([probes.stop(), captures.stop()]);
  }
}

async function writeLogs(lab: Lab, sinceMs: number, evidence: Evidence): Promise<void> {
  for (const [name, lines] of Object.entries(await functionLogs(lab, sinceMs))) {
    const text = lines.map(({ at, message }) => `${new Date(at).toISOString()} ${message.trimEnd()}\n`).join("");
    await evidence.write(`logs/${name}.txt`, text);
  }
}

/**
 * Runs one drill in a laboratory of its own and takes the laboratory away again, also when it fails or is aborted. The result says
 * whether the WAN passed; the evidence lies in `options.evidenceDir`. Throws a HubshiftError when there was nothing to measure: no
 * laboratory, no BGP sessions, no replies before the fault.
 */
export async function runDrill(options: DrillOptions): Promise<DrillResult> {
  const { plan, mode, cloud: profile, signal } = options;
  const startedAt = systemClock.now();
  const evidence = await openEvidence(options.evidenceDir);
  await evidence.write("wan.yaml", options.wanText);
  const cloud = new CloudWatcher();
  options.onProgress?.({ phase: "laboratory", text: `building ${plan.name}` });
  const lab = await createLab({
    name: `drill-${process.pid}`,
    plan,
    cloud: profile,
    onProgress: (text) => options.onProgress?.({ phase: "laboratory", text }),
    onJournal: (entry) => cloud.add(entry),
    signal,
  });
  try {
    const convergedMs = await converge(lab, startedAt);
    const measured = await observeScenario(lab, cloud, options, evidence);
    await writeLogs(lab, startedAt, evidence);
    const [primary, standby] = plan.hubs;
    const failures = judge(measured, { pairs: pairsOf(plan).length, primary: primary.name, standby: standby.name });
    const result: DrillResult = {
      ...{ wan: plan.name, mode, cloud: profile, pass: failures.length === 0, failures },
      ...measured,
      ...{ evidence: evidence.folder, startedAt: new Date(startedAt).toISOString(), convergedMs },
    };
    await evidence.writeJson("drill.json", result);
    return result;
  } finally {
    await evidence.writeJson("journal.json", cloud.journal);
    await lab.down();
  }
}
