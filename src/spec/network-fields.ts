import { z } from "zod";
import { refuse } from "./fields.ts";
import { addressText, bareAddress, isAddress, isPrefix, networkOf } from "./ipv4.ts";

type Context = z.core.$RefinementCtx;

/** Blocks that no host can have an address in: RFC 1122 section 3.2.1.3, RFC 5771, RFC 1112 section 4. */
const UNUSABLE = [
  { block: networkOf("0.0.0.0/8"), kind: "in 0.0.0.0/8, which means this network" },
  { block: networkOf("127.0.0.0/8"), kind: "in 127.0.0.0/8, which never leaves the machine" },
  { block: networkOf("224.0.0.0/4"), kind: "a multicast address" },
  { block: networkOf("240.0.0.0/4"), kind: "reserved" },
];

function usable(address: string, context: Context): boolean {
  const { first } = networkOf(address);
  const hit = UNUSABLE.find(({ block }) => block.first <= first && first <= block.last);
  if (hit) refuse(context, "unusable-address", { found: address, kind: hit.kind });
  return !hit;
}

/** Whether packets can be routed to every address of `cidr`. */
function routable(cidr: string, context: Context): boolean {
  const { first, last } = networkOf(cidr);
  const hit = UNUSABLE.find(({ block }) => block.first <= last && first <= block.last);
  if (hit) refuse(context, "unusable-network", { found: cidr, block: hit.block.cidr });
  return !hit;
}

/** The address that somebody who wrote a network in its place may have meant. */
function addressWithin(found: string): string {
  const { cidr, first } = networkOf(found);
  return cidr === found ? addressText(first + 1) : bareAddress(found);
}

/** One IPv4 address; with `/32` is the same. Gives it without. */
export function address(description: string, example: string) {
  return z
    .string()
    .transform((found, context) => {
      const bare = bareAddress(found);
      if (!isAddress(found) && !isPrefix(found)) refuse(context, "bad-address", { found, example });
      else if (isPrefix(found) && !found.endsWith("/32"))
        refuse(context, "address-with-prefix", { found, address: addressWithin(found) });
      else if (usable(bare, context)) return bare;
      return z.NEVER;
    })
    .meta({ description, pattern: "^[0-9]{1,3}([.][0-9]{1,3}){3}(/32)?$", examples: [example] });
}

/** A loopback. Gives it as a /32. */
export function loopback(description: string, example: string) {
  return address(description, example)
    .transform((bare) => `${bare}/32`)
    .meta({ description, pattern: "^[0-9]{1,3}([.][0-9]{1,3}){3}(/32)?$", examples: [example] });
}

function checkNetwork(found: string, example: string, context: Context): string {
  const network = isPrefix(found) ? networkOf(found).cidr : undefined;
  if (network === found) return found;
  if (network) refuse(context, "host-bits-set", { found, network });
  else refuse(context, "bad-network", { found, example: isAddress(found) ? networkOf(`${found}/24`).cidr : example });
  return z.NEVER;
}

/** A network in CIDR notation, with no host bits set. */
export function network(description: string, example: string) {
  return z
    .string()
    .transform((found, context) => {
      const cidr = checkNetwork(found, example, context);
      return typeof cidr === "string" && routable(cidr, context) ? cidr : z.NEVER;
    })
    .meta({ description, pattern: "^[0-9]{1,3}([.][0-9]{1,3}){3}/[0-9]{1,2}$", examples: [example] });
}

/** AWS takes VPCs from /16 and subnets down to /28, and two subnets are cut from ours: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
export const vpcNetwork = z
  .string()
  .transform((found, context) => {
    const cidr = checkNetwork(found, "172.31.64.0/19", context);
    if (typeof cidr !== "string" || !routable(cidr, context)) return z.NEVER;
    const { prefix } = networkOf(cidr);
    if (prefix >= 16 && prefix <= 27) return cidr;
    const suggestion = networkOf(`${bareAddress(cidr)}/${Math.min(27, Math.max(16, prefix))}`).cidr;
    refuse(context, "bad-vpc-size", { found, suggestion });
    return z.NEVER;
  })
  .meta({ description: "The VPC's range, /16 to /27; each of its halves is a subnet.", examples: ["172.31.64.0/19"] });

/** Wider than any organisation's own network. */
const SSH_MIN_PREFIX = 8;

/** A source that may log in: a network, or one address. */
export const sshSource = z
  .string()
  .transform((found, context) => {
    const cidr = checkNetwork(isAddress(found) ? `${found}/32` : found, "198.51.100.0/24", context);
    if (typeof cidr !== "string") return z.NEVER;
    if (networkOf(cidr).prefix >= SSH_MIN_PREFIX) return cidr;
    refuse(context, "open-ssh", { found });
    return z.NEVER;
  })
  .meta({ description: "A network or an address.", examples: ["198.51.100.0/24"] });
