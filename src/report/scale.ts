import type { Window } from "../drill/index.ts";

/** Puts a value of `domain` between two positions; what lies outside is put at the nearer end. */
export type Scale = (value: number) => number;

/** A linear scale. A domain without length is put at its beginning. */
export function linear(domain: Window, [begin, end]: readonly [number, number]): Scale {
  const length = domain.to - domain.from;
  return (value) => {
    const share = length > 0 ? Math.min(1, Math.max(0, (value - domain.from) / length)) : 0;
    return begin + share * (end - begin);
  };
}

/** The least of 1, 2, 5, 10, 20, 50 ... that is not below `least`. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5].find((candidate) => candidate * power >= least * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** Round values in `domain`, at least one and at most `most` + 1 of them, ascending, with equal steps. */
export function ticks(domain: Window, most: number): number[] {
  const length = domain.to - domain.from;
  if (!(length > 0)) return [domain.from];
  const step = roundStep(length / most);
  const first = Math.ceil(domain.from / step);
  const last = Math.floor(domain.to / step);
  const values = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * step);
  return values.length > 0 ? values : [domain.from];
}

/** A position in a drawing: a tenth of a unit is finer than anybody sees. */
export function place(position: number): number {
  return Math.round(position * 10) / 10;
}
