/** How a window of a running ping looked. */
export interface Gap {
  /** Longest time without a reply, ms. */
  gapMs: number;
  /** Epoch ms of the reply before the gap; the window's beginning where there was none in the window. */
  beganAt: number;
  /** Epoch ms of the reply after the gap; the window's end where there was none in the window. */
  endedAt: number;
  /** A reply stands on both sides. When it is false, the true gap is longer or as long. */
  closed: boolean;
  /** Sequence numbers that are missing between the smallest and the largest that were answered in the window. */
  lost: number;
  /** Replies in the window, duplicates not counted. */
  replies: number;
}

/**
 * The longest time between two replies in a row that arrived from `from` to `to` (epoch ms, both included). The window's edges
 * bound a gap as a reply would, so that a path that stays dead is never taken for a good one.
 * `replies` are in the order of arrival. Throws RangeError for a window that ends before it begins.
 */
export function gaps(replies: readonly { at: number; seq: number }[], from: number, to: number): Gap {
  if (!(from <= to)) throw new RangeError(`window from ${from} to ${to}`);
  const longest = { gapMs: -1, beganAt: from, endedAt: to, closed: false };
  const answered = new Set<number>();
  let previous = from;
  let [smallest, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const consider = (at: number, closed: boolean) => {
    if (at - previous > longest.gapMs) {
      Object.assign(longest, { gapMs: at - previous, beganAt: previous, endedAt: at, closed });
    }
    previous = at;
  };
  for (const { at, seq } of replies) {
    if (at < from || at > to) continue;
    consider(at, answered.size > 0);
    answered.add(seq);
    smallest = Math.min(smallest, seq);
    largest = Math.max(largest, seq);
  }
  consider(to, false);
  const lost = answered.size === 0 ? 0 : largest - smallest + 1 - answered.size;
  return { ...longest, lost, replies: answered.size };
}
