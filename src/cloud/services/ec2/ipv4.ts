/** IPv4 as numbers: enough for handing out addresses and checking prefixes. */
export function toNumber(address: string): number {
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

export function toAddress(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}

const OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const CIDR = new RegExp(`^(${OCTET}(?:\\.${OCTET}){3})/(3[0-2]|[12]?\\d)$`);

export interface Prefix {
  first: number;
  last: number;
  length: number;
}

/** undefined for text that is no IPv4 prefix. Host bits are cut off, as EC2 does. */
export function parsePrefix(cidr: string): Prefix | undefined {
  const match = CIDR.exec(cidr);
  if (!match) return undefined;
  const length = Number(match.at(-1));
  const size = 2 ** (32 - length);
  const first = Math.floor(toNumber(match[1] as string) / size) * size;
  return { first, last: first + size - 1, length };
}

export const contains = (outer: Prefix, inner: Prefix): boolean =>
  inner.first >= outer.first && inner.last <= outer.last;

export const overlaps = (a: Prefix, b: Prefix): boolean => a.first <= b.last && b.first <= a.last;
