import { hubshiftError } from "../errors/index.ts";
import type { Lab } from "../lab/index.ts";
import { systemClock } from "../system/index.ts";
import { startCaptures } from "./captures.ts";
import type { Evidence } from "./evidence.ts";
import { circumstancesOf, expectedOutcomes } from "./expect.ts";
import { faults } from "./faults.ts";
import { measureOutage, type Window } from "./gaps.ts";
import { labPairs } from "./lan.ts";
import { runPhase, type Scene } from "./phase.ts";
import { type Probes, startProbes } from "./probes.ts";
import { takeSnapshot } from "./snapshots.ts";
import type { CloudWatcher } from "./target.ts";
import type { DrillOptions, DrillResult, PhaseResult } from "./types.ts";

/** From the first probe to an answer on every pair, ms. */
const FIRST_REPLIES_LIMIT_MS = 15_000;

/**
 * From the fault to replies on every pair, ms. WireGuard needs 15 s to give up on the lost hub. A hub without power is found by EC2's
 * status checks, once a minute, and the alarm wants two of them.
 */
const FAILOVER_LIMIT_MS = { "hot-standby": 60_000, reference: 300_000 };

/** From the start of the primary to replies on every pair, ms: with AWS's times the instance boots first. */
const FAILBACK_LIMIT_MS = { instant: 120_000, aws: 180_000 };

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

/** What the scenario brought to light. */
export interface Measured {
  steady: DrillResult["steady"];
  failover: PhaseResult;
  failback: PhaseResult;
  validation?: DrillResult["validation"];
}

/** The scenario: steady state, the fault, recovery, its mending, failback. */
async function playScenario(scene: Scene, options: DrillOptions, evidence: Evidence): Promise<Measured> {
  const { lab, signal } = scene;
  const { onProgress } = options;
  const fault = faults[options.fault];
  const outcomes = expectedOutcomes(circumstancesOf(lab, options.fault));
  const snapshot = (name: string) => takeSnapshot(lab, evidence.path("hosts", name), signal);
  const inspect = (phase: "steady" | "failback", name: string) => {
    onProgress?.({ phase, text: "validating" });
    return options.inspect?.(lab, evidence.path("validation", name), signal);
  };
  onProgress?.({ phase: "steady", text: `probing ${scene.probes.probes.length} pairs 20 times a second` });
  const steady = await steadyState(scene, options.steadyMs);
  await snapshot("1-before");
  const before = await inspect("steady", "1-before");
  onProgress?.({ phase: "failover", text: `${options.fault}: ${fault.does}` });
  let mend = async () => {};
  const failover = await runPhase(scene, {
    fault: options.fault,
    does: fault.does,
    expected: outcomes.failover,
    deadlineMs: FAILOVER_LIMIT_MS[lab.plan.profile],
    act: async () => {
      mend = await fault.strike(lab);
    },
    afterMove: () => snapshot("2-during-failover"),
  });
  await snapshot("3-after-failover");
  onProgress?.({ phase: "failback", text: fault.mending });
  const failback = await runPhase(scene, {
    fault: fault.mending,
    expected: outcomes.failback,
    deadlineMs: FAILBACK_LIMIT_MS[lab.cloud],
    act: () => mend(),
    afterMove: () => snapshot("4-during-failback"),
  });
  await snapshot("5-after-failback");
  const after = await inspect("failback", "5-after-failback");
  return { steady, failover, failback, ...(before && after && { validation: { before, after } }) };
}

/** Probes and captures while the scenario runs; both end with it, however it ends. */
export async function observeScenario(
  lab: Lab,
  cloud: CloudWatcher,
  options: DrillOptions,
  evidence: Evidence,
): Promise<Measured> {
  const pairs = await labPairs(lab);
  const captures = await startCaptures(lab, evidence.path("handshakes"), options.signal);
  const probes = startProbes(lab, pairs, evidence.path("pings"));
  try {
    return await playScenario({ lab, cloud, probes, captures, signal: options.signal }, options, evidence);
  } finally {
    await Promise.all([probes.stop(), captures.stop()]);
  }
}
