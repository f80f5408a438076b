import type { Lab } from "../lab/index.ts";
import { systemClock } from "../system/index.ts";
import { agentEvents } from "./agent-log.ts";
import { alertsOf } from "./alerts.ts";
import type { Captures } from "./captures.ts";
import { measureOutage, type Outage, spread, type Window } from "./gaps.ts";
import { type Mover, moverOf, type Traces } from "./mover.ts";
import { type Move, movesIn } from "./moves.ts";
import { type Outcome, sentence } from "./outcome.ts";
import type { Pair } from "./pairs.ts";
import type { Probe, Probes } from "./probes.ts";
import { sessionOf } from "./session.ts";
import { type Marks, splitStages } from "./stages.ts";
import { type CloudWatcher, holderOf } from "./target.ts";
import type { PhaseResult } from "./types.ts";

/** How long every pair must go on answering before a phase is over, ms. */
const SETTLE_MS = 2_000;

/** How long nothing may happen where nothing is to happen, ms: longer than any hub takes to find that its peer is dead. */
const NOTHING_MS = 10_000;

/** What a drill works with while its laboratory runs. */
export interface Scene {
  lab: Lab;
  cloud: CloudWatcher;
  probes: Probes;
  captures: Captures;
  signal: AbortSignal | undefined;
}

/** One phase: something is done to the WAN, or mended. */
export interface Phase {
  fault: string;
  /** What that does, for a person. */
  does?: string;
  expected: Outcome;
  deadlineMs: number;
  act(): Promise<void>;
  /** Something to look at once the address has moved, while the pairs recover. */
  afterMove(): Promise<void>;
}

/** Waits until the address is where it is to be, and every pair answers since then. */
async function recovery(scene: Scene, phase: Phase, from: number, holder: string): Promise<void> {
  const { lab, cloud, probes, signal } = scene;
  const { expected, deadlineMs } = phase;
  const stays = holder === expected.to ? { at: from } : undefined;
  const moved = stays ?? (await cloud.untilMoved(lab, expected.to, from, deadlineMs, signal)).value;
  if (!moved) return;
  const leftMs = deadlineMs - (systemClock.now() - from);
  await Promise.all([probes.untilAllAnswer(moved.at, leftMs, signal), phase.afterMove()]);
}

/** Waits for what is to happen in the phase, or for its deadline. */
async function ending(scene: Scene, phase: Phase, from: number, holder: string): Promise<void> {
  const { pairs } = phase.expected;
  if (pairs === "lossless") await systemClock.sleep(NOTHING_MS, scene.signal);
  else if (pairs === "silent") await scene.cloud.untilAlerted(from, phase.deadlineMs, scene.signal);
  else await recovery(scene, phase, from, holder);
}

/** Does what the phase does, and waits for how it ends. */
async function runThrough(scene: Scene, phase: Phase, holder: string): Promise<Window> {
  const from = systemClock.now();
  await Promise.all([phase.act(), ending(scene, phase, from, holder)]);
  await systemClock.sleep(SETTLE_MS, scene.signal);
  return { from, to: systemClock.now() };
}

/** When the steps of a move happened that a pair waited for. Where the address did not move, all of a gap went by before anybody acted. */
function marksFor({ captures }: Scene, pair: Pair, mover: Mover | undefined, move: Move | undefined): Partial<Marks> {
  if (!move) return { noticed: Number.POSITIVE_INFINITY };
  const { noticedAt, requestedAt } = mover ?? {};
  const seen = pair.sites.map((site) => captures.of(site));
  const session = sessionOf(seen, requestedAt ?? move.at);
  // LocalCloud says so a moment after it has happened; a handshake with the new hub is earlier proof.
  const effective = Math.min(move.at, session?.beganAt ?? move.at);
  return { noticed: noticedAt, requested: requestedAt, effective, handshake: session?.at };
}

function lengthOf({ gap }: Outage): number {
  return Math.round(gap.to - gap.from);
}

function measurePairs(probes: readonly Probe[], window: Window) {
  const measured = probes.map((probe) => ({ probe, outage: measureOutage(probe.replies, window) }));
  const [longest] = [...measured].sort((a, b) => lengthOf(b.outage) - lengthOf(a.outage));
  if (!longest) throw new RangeError("a drill needs a pair to probe");
  const pairs = measured.map(({ probe, outage }) => ({
    from: probe.from,
    to: probe.to,
    gapMs: lengthOf(outage),
    gap: outage.gap,
    lost: outage.lost,
    answering: outage.answering,
  }));
  return { pairs, longest };
}

/** Runs one phase and measures what every pair went through. */
export async function runPhase(scene: Scene, phase: Phase): Promise<PhaseResult> {
  const { lab, cloud, probes } = scene;
  const holderBefore = await holderOf(lab);
  const window = await runThrough(scene, phase, holderBefore);
  const { pairs, longest } = measurePairs(probes.probes, window);
  const traces: Traces = { journal: cloud.journal, agents: await agentEvents(lab) };
  const moves = movesIn(cloud.moves(lab), window);
  const move = moves.at(-1);
  const mover = move && moverOf(traces, move, phase.expected.to, window.from);
  return {
    window,
    fault: phase.fault,
    does: phase.does,
    expected: sentence(phase.expected),
    target: phase.expected.pairs,
    holderBefore,
    holderAfter: await holderOf(lab),
    moves: moves.length,
    movedBy: mover?.name,
    alerts: alertsOf(traces, window),
    gapMs: spread(pairs.map(({ gapMs }) => gapMs)),
    lost: pairs.reduce((sum, { lost }) => sum + lost, 0),
    pairs,
    stages: splitStages(longest.outage.gap, marksFor(scene, longest.probe, mover, move)),
  };
}
