const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1_000],
] as const;

/** `3 min`: a duration (ms) in its largest unit. */
export function span(ms: number): string {
  const [unit, size] = UNITS.find(([, length]) => ms >= length) ?? ["s", 1_000];
  return `${Math.floor(Math.max(ms, 0) / size)} ${unit}`;
}

/** `since 2026-01-02T03:04:05Z (3 min)`, from two epoch ms. */
export function since(at: number, now: number): string {
  return `since ${instant(at)} (${span(now - at)})`;
}

/** An instant (epoch ms) in UTC, to the second. What no calendar has stays a number. */
export function instant(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? String(at) : `${date.toISOString().slice(0, 19)}Z`;
}
