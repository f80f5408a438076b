import { isIPv4 } from "node:net";
import { InvalidArgumentError } from "commander";

/** An option's value that must be an IPv4 address. */
export function ipv4(text: string): string {
  if (!isIPv4(text)) throw new InvalidArgumentError("It is no IPv4 address.");
  return text;
}

/** A whole number from 1, for commander. */
export function wholeNumber(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1) throw new InvalidArgumentError("It must be a whole number from 1.");
  return number;
}
