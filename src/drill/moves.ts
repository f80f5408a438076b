import type { Window } from "./gaps.ts";
import type { Marks } from "./stages.ts";

/** One entry of LocalCloud's journal, as far as moves are read from it. */
export interface Entry {
  at: number;
  kind: string;
  detail: Readonly<Record<string, unknown>>;
}

/** The address got another holder. */
export interface Move {
  /** When packets began to follow, epoch ms. */
  at: number;
  /** Instance ID; undefined for nobody. */
  to: string | undefined;
}

function holderOf(entry: Entry): string | undefined {
  return typeof entry.detail.instanceId === "string" ? entry.detail.instanceId : undefined;
}

/** Every change of the address's holder, oldest first. An association with the holder it has already is none. */
export function movesOf(journal: readonly Entry[], allocationId: string): Move[] {
  const moves: Move[] = [];
  for (const entry of journal) {
    if (entry.kind !== "associate-effective" || entry.detail.allocationId !== allocationId) continue;
    const to = holderOf(entry);
    if (moves.at(-1)?.to !== to) moves.push({ at: entry.at, to });
  }
  return moves;
}

/** The moves within a window. */
export function movesIn(moves: readonly Move[], { from, to }: Window): Move[] {
  return moves.filter((move) => move.at > from && move.at <= to);
}

/**
 * What led to `move` since `since`: the request that named its new holder, and the first run of `functionName` before it. Several events
 * of one fault wake the function several times; all runs read the same state, so that the first one's decision is the one that counts.
 */
export function marksOf(
  journal: readonly Entry[],
  move: Move,
  functionName: string,
  since: number,
): Omit<Marks, "handshake"> {
  const led = journal.filter((entry) => entry.at >= since && entry.at <= move.at);
  const requested = led.find((entry) => entry.kind === "associate-requested" && holderOf(entry) === move.to)?.at;
  const runs = led.filter((entry) => entry.kind === "invoke-start" && entry.detail.function === functionName);
  const invoked = runs.find((entry) => entry.at <= (requested ?? move.at))?.at;
  return { invoked, requested, effective: move.at };
}
