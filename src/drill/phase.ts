import type { Lab } from "../lab/index.ts";
import { systemClock } from "../system/index.ts";
import type { Captures } from "./captures.ts";
import { measureOutage, type Outage, spread, type Window } from "./gaps.ts";
import { type Move, marksOf, movesIn } from "./moves.ts";
import type { Pair } from "./pairs.ts";
import type { Probe, Probes } from "./probes.ts";
import { type Marks, splitStages } from "./stages.ts";
import { type CloudWatcher, holderOf } from "./target.ts";
import type { PhaseResult } from "./types.ts";

/** How long every pair must go on answering before a phase is over, ms. */
const SETTLE_MS = 2_000;

/** What a drill works with while its laboratory runs. */
export interface Scene {
  lab: Lab;
  cloud: CloudWatcher;
  probes: Probes;
  captures: Captures;
  signal: AbortSignal | undefined;
}

/** One phase: something is done to the primary, and the address is expected to move. */
export interface Phase {
  fault: string;
  /** Function that is to move the address. */
  by: string;
  /** Hub that is to hold the address afterwards. */
  to: string;
  deadlineMs: number;
  act(): Promise<void>;
  /** Something to look at once the address has moved, while the pairs recover. */
  afterMove(): Promise<void>;
}

/**
 * Does what the phase does, and waits until the address has moved and every pair answers again, or for the deadline. An address that
 * is where it should be already will not move: nobody waits for that.
 */
async function runThrough(scene: Scene, phase: Phase, holderBefore: string): Promise<Window> {
  const { lab, cloud, probes, signal } = scene;
  const from = systemClock.now();
  const recover = async () => {
    const to = lab.instances[phase.to] ?? "";
    const stays = holderBefore === phase.to ? { at: from } : undefined;
    const moved = stays ?? (await cloud.untilMoved(lab, to, from, phase.deadlineMs, signal)).value;
    if (!moved) return;
    const leftMs = phase.deadlineMs - (systemClock.now() - from);
    await Promise.all([probes.untilAllAnswer(moved.at, leftMs, signal), phase.afterMove()]);
  };
  await Promise.all([phase.act(), recover()]);
  await systemClock.sleep(SETTLE_MS, signal);
  return { from, to: systemClock.now() };
}

/** When the last of the sites that a pair crosses had a new session: from then on only BGP stood between the pair and a reply. */
function sessionAt(captures: Captures, pair: Pair, since: number): number | undefined {
  const responses = pair.sites.map((site) =>
    captures.of(site).find((handshake) => handshake.type === "response" && handshake.at >= since),
  );
  const times = responses.flatMap((response) => (response ? [response.at] : []));
  return times.length === pair.sites.length ? Math.max(...times) : undefined;
}

/** When the steps of a move happened that a pair waited for; nothing when the address did not move. */
function marksFor({ captures, cloud }: Scene, pair: Pair, phase: Phase, since: number, move?: Move): Partial<Marks> {
  if (!move) return {};
  return { ...marksOf(cloud.journal, move, phase.by, since), handshake: sessionAt(captures, pair, move.at) };
}

function lengthOf({ gap }: Outage): number {
  return Math.round(gap.to - gap.from);
}

/** Runs one phase and measures what every pair went through. */
export async function runPhase(scene: Scene, phase: Phase): Promise<PhaseResult> {
  const { lab, cloud, probes } = scene;
  const holderBefore = await holderOf(lab);
  const window = await runThrough(scene, phase, holderBefore);
  const measured = probes.probes.map((probe): [Probe, Outage] => [probe, measureOutage(probe.replies, window)]);
  const [longest] = [...measured].sort(([, a], [, b]) => lengthOf(b) - lengthOf(a));
  if (!longest) throw new RangeError("a drill needs a pair to probe");
  const [pair, outage] = longest;
  const moves = movesIn(cloud.moves(lab), window);
  return {
    fault: phase.fault,
    holderBefore,
    holderAfter: await holderOf(lab),
    moves: moves.length,
    gapMs: spread(measured.map(([, outage]) => lengthOf(outage))),
    lost: measured.reduce((sum, [, { lost }]) => sum + lost, 0),
    pairs: measured.map(([{ from, to }, outage]) => ({
      ...{ from, to, gapMs: lengthOf(outage), lost: outage.lost },
      answering: outage.answering,
    })),
    stages: splitStages(outage.gap, marksFor(scene, pair, phase, window.from, moves.at(-1))),
  };
}
