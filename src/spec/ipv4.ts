import { parseCidr } from "cidr-tools";
import { stringifyIp } from "ip-bigint";

/** A network as the range of its addresses, each as a 32-bit number. */
export interface Ipv4Network {
  /** With no host bits set. */
  cidr: string;
  first: number;
  last: number;
  prefix: number;
}

// cidr-tools reads 010.1.1.1 as 10.1.1.1; other tools read it as octal. Only one spelling of an address is accepted.
const OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
const ADDRESS = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);
const NETWORK = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}/(?:3[0-2]|[12]?[0-9])$`);

export const isAddress = (text: string): boolean => ADDRESS.test(text);
export const isPrefix = (text: string): boolean => NETWORK.test(text);

/** The dotted form of a 32-bit number. */
export function addressText(number: number): string {
  return stringifyIp({ number: BigInt(number), version: 4 });
}

/** The network that `text` (an address, or an address with a prefix length) lies in. Throws RangeError for anything else. */
export function networkOf(text: string): Ipv4Network {
  if (!isAddress(text) && !isPrefix(text)) throw new RangeError(`${text} is neither an IPv4 address nor a prefix`);
  const { start, end, prefix } = parseCidr(text);
  const first = Number(start);
  return { cidr: `${addressText(first)}/${prefix}`, first, last: Number(end), prefix: Number(prefix) };
}

/** The address without its prefix length. */
export function bareAddress(text: string): string {
  return text.replace(/\/.*$/, "");
}

/** Part `index` of a network that is cut into networks of `/prefix`. */
export function subnetOf(network: Ipv4Network, prefix: number, index: number): Ipv4Network {
  return networkOf(`${addressText(network.first + index * 2 ** (32 - prefix))}/${prefix}`);
}

export function contains(outer: Ipv4Network, inner: Ipv4Network): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}
