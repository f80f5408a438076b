import type { Entry } from "./moves.ts";
import { times } from "./outcome.ts";
import type { DrillCheck } from "./types.ts";

/** What AWS was told to do wrong: a drill in which it never had the occasion to has proved nothing about it. */
export function judgeFaults(journal: readonly Entry[]): DrillCheck[] {
  const faults = journal.filter(({ kind }) => kind === "fault");
  const kinds = (phase: string) =>
    faults.filter(({ detail }) => detail.phase === phase).map(({ detail }) => String(detail.kind));
  const hits = kinds("hit");
  return [...new Set(kinds("begin"))].map((kind) => {
    const count = hits.filter((hit) => hit === kind).length;
    const failures = count > 0 ? [] : [`the cloud's fault ${kind} never happened`];
    return { phase: "cloud", name: `the cloud's fault ${kind}`, expected: "happens", seen: times(count), failures };
  });
}
