import { moves, type Outcome } from "./outcome.ts";
import type { DrillResult, PairResult, PhaseResult } from "./types.ts";

/** What a drill that goes as it should ends in. */
export interface Expected {
  pairs: number;
  failover: Outcome;
  failback: Outcome;
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

function judgeAddress(phase: PhaseResult, expected: Outcome): string[] {
  const wrong: string[] = [];
  const due = moves(expected) ? 1 : 0;
  if (phase.holderBefore !== expected.from)
    wrong.push(`${phase.holderBefore} held the address before, not ${expected.from}`);
  if (phase.holderAfter !== expected.to)
    wrong.push(`${phase.holderAfter} holds the address afterwards, not ${expected.to}`);
  if (phase.moves !== due) wrong.push(`the address moved ${times(phase.moves)}, not ${times(due)}`);
  return wrong;
}

function judgePair(pair: PairResult, { pairs }: Outcome): string[] {
  const name = `${pair.from} to ${pair.to}`;
  if (pairs === "silent") return pair.answering ? [`${name} still answered`] : [];
  if (!pair.answering) return [`${name} did not recover`];
  if (pairs === "lossless") return pair.lost > 0 ? [`${name} lost ${pair.lost} probes`] : [];
  if (pairs === "recover" || pair.gapMs <= pairs.withinMs) return [];
  return [`${name} waited ${pair.gapMs} ms for an answer, longer than ${pairs.withinMs} ms`];
}

function judgePhase(name: string, phase: PhaseResult, expected: Outcome, pairs: number): string[] {
  const wrong = judgeAddress(phase, expected);
  if (phase.pairs.length !== pairs) wrong.push(`${phase.pairs.length} pairs were measured, not ${pairs}`);
  wrong.push(...phase.pairs.flatMap((pair) => judgePair(pair, expected)));
  if (expected.alert && phase.alerts.length === 0) wrong.push("nobody was alerted");
  return wrong.map((text) => `${name}: ${text}`);
}

/** Why a drill did not pass, one sentence each; nothing when it did. Nothing measured is a failure, never a pass. */
export function judge(
  { steady, failover, failback }: Pick<DrillResult, "steady" | "failover" | "failback">,
  expected: Expected,
): string[] {
  const wrong: string[] = [];
  if (expected.pairs < 1) wrong.push("there was no pair to probe");
  if (steady.sent < 1) wrong.push("steady state: no probe was sent");
  if (steady.lost > 0) wrong.push(`steady state: ${steady.lost} of ${steady.sent} probes were lost`);
  wrong.push(...steady.silent.map((pair) => `steady state: ${pair} did not answer`));
  wrong.push(...judgePhase("failover", failover, expected.failover, expected.pairs));
  wrong.push(...judgePhase("failback", failback, expected.failback, expected.pairs));
  return wrong;
}
