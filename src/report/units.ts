const SECOND = 1000;

/** A length of time: whole ms below a second, else seconds with two decimals. */
export function duration(ms: number): string {
  if (ms > 0 && ms < 0.5) return "under 1 ms";
  return Math.round(ms) < SECOND ? `${Math.round(ms)} ms` : `${(ms / SECOND).toFixed(2)} s`;
}

/** A time as its distance from another: `+1.234 s`. */
export function offset(ms: number): string {
  const text = (Math.abs(ms) / SECOND).toFixed(3);
  return `${ms < 0 && Number(text) !== 0 ? "\u2212" : "+"}${text} s`;
}

/** `2026-11-22 17:31:40 UTC` */
export function utc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** Bytes of UTF-8 as people write them. */
export function size(text: string): string {
  const bytes = new TextEncoder().encode(text).length;
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KiB`;
}

/** `1 pair`, `9 pairs` */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
