import type { Window } from "./gaps.ts";

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

/** The instance that an association names. */
export function instanceOf(entry: Entry): string | undefined {
  return typeof entry.detail.instanceId === "string" ? entry.detail.instanceId : undefined;
}

/** Every change of the address's holder, oldest first. An association with the holder it has already is none. */
export function movesOf(journal: readonly Entry[], allocationId: string): Move[] {
  const moves: Move[] = [];
  for (const entry of journal) {
    if (entry.kind !== "associate-effective" || entry.detail.allocationId !== allocationId) continue;
    const to = instanceOf(entry);
    if (moves.at(-1)?.to !== to) moves.push({ at: entry.at, to });
  }
  return moves;
}

/** The moves within a window. */
export function movesIn(moves: readonly Move[], { from, to }: Window): Move[] {
  return moves.filter((move) => move.at > from && move.at <= to);
}
