import { addressText, bareAddress, networkOf } from "../spec/index.ts";
import type { Endpoint } from "./types.ts";

const KEY = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;
/** Whatever has a colon and looks like an IPv6 prefix is left as it is: the WAN is IPv4. */
const IPV6 = /^[0-9a-f:.]*:[0-9a-f:.]*(\/\d{1,3})?$/i;

/** The text if it is a key as wg prints it. */
export function readKey(text: string): string | undefined {
  return KEY.test(text) ? text : undefined;
}

/** A whole number from 0 to `max`. */
export function readNumber(text: string, max: number): number | undefined {
  return /^\d{1,10}$/.test(text) && Number(text) <= max ? Number(text) : undefined;
}

/** `10.1.2.3` or `10.1.2.3/24` with its prefix length; undefined for anything else. */
export function readPrefix(text: string): string | undefined {
  try {
    const { prefix } = networkOf(text);
    return `${bareAddress(text)}/${prefix}`;
  } catch {
    return undefined;
  }
}

/** The same with no host bits set. */
export function readNetwork(text: string): string | undefined {
  const prefix = readPrefix(text);
  return prefix && networkOf(prefix).cidr;
}

/** Prefixes with commas between them, each read by `read`; undefined when one of them is none. */
export function readPrefixes(text: string, read: (part: string) => string | undefined): string[] | undefined {
  const parts = text.split(",").map((part) => part.trim());
  const prefixes = parts.map((part) => (IPV6.test(part) ? part.toLowerCase() : read(part)));
  return prefixes.every((prefix) => prefix !== undefined) ? prefixes : undefined;
}

/** `HOST:PORT`. The host may be a placeholder; the port is needed. */
export function readEndpoint(text: string): Endpoint | undefined {
  const colon = text.lastIndexOf(":");
  const port = readNumber(text.slice(colon + 1), 65535);
  return colon < 1 || port === undefined ? undefined : { host: text.slice(0, colon).trim(), port };
}

/** Whether this is one IPv4 address. */
export function isIpv4(text: string): boolean {
  return !text.includes("/") && readPrefix(text) !== undefined;
}

/** The address of a prefix as a number, for order and distance. */
export function numberOf(prefix: string): number {
  return networkOf(bareAddress(prefix)).first;
}

/** The smallest network that holds both addresses, each as a number. */
export function commonNetwork(a: number, b: number): string {
  return networkOf(`${addressText(a)}/${Math.clz32(a ^ b)}`).cidr;
}
