import type { Window } from "./gaps.ts";
import type { Stages } from "./types.ts";

/** When the steps of one move happened, epoch ms; undefined for a step that left no trace. */
export interface Marks {
  /** A function was woken, or an agent had seen enough. */
  noticed: number | undefined;
  /** AssociateAddress was asked for. */
  requested: number | undefined;
  /** From here on packets followed the address. */
  effective: number | undefined;
  /** The new hub and the pair's last site had a WireGuard session. */
  handshake: number | undefined;
}

/**
 * Splits a gap at the marks; the stages add up to the gap rounded to ms. Time runs forward only: a step that happened before the
 * gap began (or that left no trace) takes nothing of it, and one after its end leaves nothing to the stages that follow.
 */
export function splitStages(gap: Window, marks: Partial<Marks>): Stages {
  const total = Math.round(gap.to - gap.from);
  let reached = 0;
  const advance = (mark: number | undefined): number => {
    const offset = mark === undefined ? reached : Math.round(mark - gap.from);
    const next = Math.min(total, Math.max(reached, offset));
    const spent = next - reached;
    reached = next;
    return spent;
  };
  return {
    detectMs: advance(marks.noticed),
    decideMs: advance(marks.requested),
    moveMs: advance(marks.effective),
    handshakeMs: advance(marks.handshake),
    bgpMs: advance(gap.to),
  };
}
