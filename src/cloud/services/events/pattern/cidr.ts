import { BlockList, isIPv4, isIPv6 } from "node:net";
import { invalidPattern } from "./invalid.ts";

/** Compiles `10.0.0.0/24` or `2001:db8::/32` to a test for addresses of the same family. */
export function compileCidr(cidr: string): (address: string) => boolean {
  const [network = "", bits, ...rest] = cidr.split("/");
  const family = isIPv4(network) ? "ipv4" : isIPv6(network) ? "ipv6" : undefined;
  if (bits === undefined || rest.length > 0) throw invalidPattern(`Malformed CIDR, one '/' required`);
  if (!/^\d{1,3}$/.test(bits)) throw invalidPattern("Malformed CIDR, mask bits must be an integer");
  if (family === undefined) throw invalidPattern(`Nonstandard IP address: ${network}`);
  const widest = family === "ipv4" ? 32 : 128;
  if (Number(bits) > widest) throw invalidPattern(`Malformed CIDR, mask bits must not be larger than ${widest}`);

  const block = new BlockList();
  block.addSubnet(network, Number(bits), family);
  const isFamily = family === "ipv4" ? isIPv4 : isIPv6;
  return (address) => isFamily(address) && block.check(address, family);
}
