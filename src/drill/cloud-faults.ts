import type { Entry } from "./moves.ts";

/** What AWS was told to do wrong and never had the occasion to, one sentence each: such a drill has proved nothing about it. */
export function unmetFaults(journal: readonly Entry[]): string[] {
  const kinds = (phase: string) =>
    new Set(journal.filter(({ kind, detail }) => kind === "fault" && detail.phase === phase).map((e) => e.detail.kind));
  const met = kinds("hit");
  return [...kinds("begin")].filter((kind) => !met.has(kind)).map((kind) => `the cloud's fault ${kind} never happened`);
}
