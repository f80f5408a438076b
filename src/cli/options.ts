import { InvalidArgumentError } from "commander";

/** A whole number from 1, for commander. */
export function wholeNumber(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1) throw new InvalidArgumentError("It must be a whole number from 1.");
  return number;
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** An option's value that must be a duration such as `15m`, in ms. */
export function durationMs(text: string): number {
  const [, count, unit = ""] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const size = UNIT_MS[unit];
  if (size === undefined) throw new InvalidArgumentError("It is no duration such as 90s, 15m, 6h or 2d.");
  return Number(count) * size;
}
