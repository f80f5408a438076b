import { moves, type Outcome, pairsSentence, times } from "./outcome.ts";
import type { DrillCheck, DrillResult, PairResult, PhaseResult } from "./types.ts";

/** What a drill that goes as it should ends in. */
export interface Expected {
  pairs: number;
  failover: Outcome;
  failback: Outcome;
}

type Finding = Omit<DrillCheck, "phase">;

function failedIf(wrong: boolean, failure: string): string[] {
  return wrong ? [failure] : [];
}

function judgeAddress(phase: PhaseResult, expected: Outcome): Finding[] {
  const { holderBefore, holderAfter } = phase;
  const due = moves(expected) ? 1 : 0;
  return [
    {
      name: "holder of the address before",
      expected: expected.from,
      seen: holderBefore,
      failures: failedIf(
        holderBefore !== expected.from,
        `${holderBefore} held the address before, not ${expected.from}`,
      ),
    },
    {
      name: "holder of the address afterwards",
      expected: expected.to,
      seen: holderAfter,
      failures: failedIf(
        holderAfter !== expected.to,
        `${holderAfter} holds the address afterwards, not ${expected.to}`,
      ),
    },
    {
      name: "moves of the address",
      expected: String(due),
      seen: String(phase.moves),
      failures: failedIf(phase.moves !== due, `the address moved ${times(phase.moves)}, not ${times(due)}`),
    },
  ];
}

function judgePair(pair: PairResult, { pairs }: Outcome): string[] {
  const name = `${pair.from} to ${pair.to}`;
  if (pairs === "silent") return pair.answering ? [`${name} still answered`] : [];
  if (!pair.answering) return [`${name} did not recover`];
  if (pairs === "lossless") return pair.lost > 0 ? [`${name} lost ${pair.lost} probes`] : [];
  if (pairs === "recover" || pair.gapMs <= pairs.withinMs) return [];
  return [`${name} waited ${pair.gapMs} ms for an answer, longer than ${pairs.withinMs} ms`];
}

function judgePairs(phase: PhaseResult, expected: Outcome, count: number): Finding[] {
  const { pairs, gapMs, lost } = phase;
  const answering = pairs.filter((pair) => pair.answering).length;
  return [
    {
      name: "pairs measured",
      expected: String(count),
      seen: String(pairs.length),
      failures: failedIf(pairs.length !== count, `${pairs.length} pairs were measured, not ${count}`),
    },
    {
      name: "what the pairs go through",
      expected: pairsSentence(expected),
      seen: `longest gap ${gapMs.max} ms, ${lost} probes lost, ${answering} of ${pairs.length} pairs answer at the end`,
      failures: pairs.flatMap((pair) => judgePair(pair, expected)),
    },
  ];
}

function judgeAlert({ alerts }: PhaseResult): Finding {
  return {
    name: "alerts",
    expected: "one at least",
    seen: String(alerts.length),
    failures: failedIf(alerts.length === 0, "nobody was alerted"),
  };
}

function judgePhase(name: "failover" | "failback", phase: PhaseResult, expected: Outcome, pairs: number): DrillCheck[] {
  const findings = [
    ...judgeAddress(phase, expected),
    ...judgePairs(phase, expected, pairs),
    ...(expected.alert ? [judgeAlert(phase)] : []),
  ];
  return findings.map((finding) => ({
    phase: name,
    ...finding,
    failures: finding.failures.map((text) => `${name}: ${text}`),
  }));
}

function judgeSteady({ sent, lost, silent }: DrillResult["steady"], pairs: number): DrillCheck[] {
  return [
    {
      phase: "steady",
      name: "pairs to probe",
      expected: "one at least",
      seen: String(pairs),
      failures: failedIf(pairs < 1, "there was no pair to probe"),
    },
    {
      phase: "steady",
      name: "probes before any fault",
      expected: "some are sent, none is lost, and every pair answers",
      seen: `${sent} sent, ${lost} lost, ${silent.length} pairs silent`,
      failures: [
        ...failedIf(sent < 1, "steady state: no probe was sent"),
        ...failedIf(lost > 0, `steady state: ${lost} of ${sent} probes were lost`),
        ...silent.map((pair) => `steady state: ${pair} did not answer`),
      ],
    },
  ];
}

/** Judges a drill, in the order in which it happened. Nothing measured is a failure, never a pass. */
export function judge(
  { steady, failover, failback }: Pick<DrillResult, "steady" | "failover" | "failback">,
  expected: Expected,
): DrillCheck[] {
  return [
    ...judgeSteady(steady, expected.pairs),
    ...judgePhase("failover", failover, expected.failover, expected.pairs),
    ...judgePhase("failback", failback, expected.failback, expected.pairs),
  ];
}

/** Why a drill did not pass, one sentence each; nothing when it did. */
export function failuresOf(checks: readonly DrillCheck[]): string[] {
  return checks.flatMap(({ failures }) => failures);
}
