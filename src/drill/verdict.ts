import type { DrillResult, PhaseResult } from "./types.ts";

/** Who holds the address before and after a phase that goes as it should. */
export interface Expected {
  pairs: number;
  primary: string;
  standby: string;
}

function judgePhase(name: string, phase: PhaseResult, from: string, to: string, pairs: number): string[] {
  const wrong: string[] = [];
  if (phase.holderBefore !== from) wrong.push(`${name}: ${phase.holderBefore} held the address before, not ${from}`);
  if (phase.holderAfter !== to) wrong.push(`${name}: ${phase.holderAfter} holds the address afterwards, not ${to}`);
  if (phase.moves !== 1) wrong.push(`${name}: the address moved ${phase.moves} times, not once`);
  if (phase.pairs.length !== pairs) wrong.push(`${name}: ${phase.pairs.length} pairs were measured, not ${pairs}`);
  for (const pair of phase.pairs.filter((pair) => !pair.answering)) {
    wrong.push(`${name}: ${pair.from} to ${pair.to} did not recover`);
  }
  return wrong;
}

/** Why a drill did not pass, one sentence each; nothing when it did. Nothing measured is a failure, never a pass. */
export function judge(
  result: Pick<DrillResult, "steady" | "failover" | "failback">,
  { pairs, primary, standby }: Expected,
): string[] {
  const wrong: string[] = [];
  if (pairs < 1) wrong.push("there was no pair to probe");
  if (result.steady.sent < 1) wrong.push("steady state: no probe was sent");
  if (result.steady.lost > 0)
    wrong.push(`steady state: ${result.steady.lost} of ${result.steady.sent} probes were lost`);
  wrong.push(...result.steady.silent.map((pair) => `steady state: ${pair} did not answer`));
  wrong.push(...judgePhase("failover", result.failover, primary, standby, pairs));
  wrong.push(...judgePhase("failback", result.failback, standby, primary, pairs));
  return wrong;
}
