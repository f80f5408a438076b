import { BlockList, isIP } from "node:net";

/** Whether an address lies in a network (`203.0.113.0/24`, `2001:db8::/32`) or is the one address given. */
export function inNetwork(address: string, network: string): boolean {
  const [base = "", bits] = network.split("/");
  const family = isIP(base) === 6 ? "ipv6" : "ipv4";
  if (isIP(base) === 0 || isIP(base) !== isIP(address)) return false;
  const list = new BlockList();
  list.addSubnet(base, bits === undefined ? (family === "ipv6" ? 128 : 32) : Number(bits), family);
  return list.check(address, family);
}
