import { isIPv4 } from "node:net";
import { InvalidArgumentError } from "commander";

/** An option's value that must be an IPv4 address. */
export function ipv4(text: string): string {
  if (!isIPv4(text)) throw new InvalidArgumentError("It is no IPv4 address.");
  return text;
}
