/** An answered probe: ping's sequence number, and when the answer arrived (epoch ms). */
export interface Reply {
  seq: number;
  at: number;
}

/** A stretch of time, epoch ms. */
export interface Window {
  from: number;
  to: number;
}

/** What one pair went through in a window. */
export interface Outage {
  /** The longest time between two replies in a row; the silence at an edge of the window counts where no reply bounds it. */
  gap: Window;
  /** Sequence numbers that were skipped between the replies of the window. */
  lost: number;
  /** Probes that the window's replies span, answered or not. */
  sent: number;
  /** Whether replies arrived up to the end of the window. */
  answering: boolean;
}

/** A pair is silent when it misses this much time, ms: many probes, yet far less than any gap that WireGuard's timers make. */
export const SILENCE_MS = 1_000;

/** The longest of the stretches between neighbouring times; `times` ascend and are two at least. */
function longest(times: readonly number[]): Window {
  let best: Window | undefined;
  for (const [index, to] of times.slice(1).entries()) {
    const from = times[index] ?? to;
    if (!best || to - from > best.to - best.from) best = { from, to };
  }
  if (!best) throw new RangeError("a gap needs two times");
  return best;
}

/**
 * Measures one pair in `window`. The last reply before the window bounds a gap that begins with the window. Replies may come twice
 * or out of order. Without any reply the whole window is the gap.
 */
export function measureOutage(replies: readonly Reply[], window: Window): Outage {
  const arrived = replies.filter((reply) => reply.at <= window.to).sort((a, b) => a.at - b.at);
  const before = arrived.filter((reply) => reply.at <= window.from).at(-1);
  const inside = arrived.filter((reply) => reply.at > window.from);
  const bounded = before ? [before, ...inside] : inside;
  const last = bounded.at(-1);
  const answering = last !== undefined && last.at > window.from && window.to - last.at <= SILENCE_MS;

  const times = bounded.map((reply) => reply.at);
  if (!before) times.unshift(window.from);
  if (!answering) times.push(window.to);

  const answered = new Set(bounded.map((reply) => reply.seq));
  const lowest = Math.min(...answered);
  const sent = answered.size === 0 ? 0 : Math.max(...answered) - lowest + 1;
  const late = replies.filter((reply) => reply.seq > lowest && reply.seq < lowest + sent && !answered.has(reply.seq));
  const lost = sent - answered.size - new Set(late.map((reply) => reply.seq)).size;
  return { gap: longest(times), lost, sent, answering };
}

/** The middle and the largest of some figures; of an even number the mean of the two in the middle. */
export function spread(figures: readonly number[]): { p50: number; max: number } {
  const sorted = [...figures].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new RangeError("no figures");
  return { p50: Math.round((lower + upper) / 2), max: sorted.at(-1) ?? upper };
}
