import { invalidTemplate } from "./error.ts";

const MAX_BLOCKS = 256;

/** `Fn::Cidr`: the first `count` blocks of 2^`bits` addresses in an IPv4 prefix. */
export function cidrBlocks([block, count, bits = 8]: unknown[]): string[] {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(String(block));
  const octets = match?.slice(1, 5).map(Number) ?? [];
  const length = Number(match?.[5]);
  const size = 2 ** Number(bits);
  const wanted = Number(count);
  if (!match || octets.some((octet) => octet > 255) || length > 32) {
    throw invalidTemplate(`Template error: Fn::Cidr: ${block} is no IPv4 prefix`);
  }
  if (!(Number.isInteger(wanted) && wanted >= 1 && wanted <= MAX_BLOCKS) || wanted * size > 2 ** (32 - length)) {
    throw invalidTemplate(`Template error: Fn::Cidr: ${block} does not hold ${count} blocks of ${size} addresses`);
  }
  const whole = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const first = whole - (whole % 2 ** (32 - length));
  return Array.from({ length: wanted }, (_, i) => `${dotted(first + i * size)}/${32 - Number(bits)}`);
}

const dotted = (value: number) => [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
