import { asCount, asList, asRecord, asText, type JsonRecord, readList } from "./json.ts";
import { type Reading, unreadLine } from "./reading.ts";

export interface LinksFacts {
  links: Link[];
}

/** A network interface. */
export interface Link {
  name: string;
  /** Bytes of an IP packet. */
  mtu: number;
  /** Whether the administrator has set it up (flag `UP`). */
  up: boolean;
  /** The kernel's `operstate`, such as `UP` and `DOWN`; `UNKNOWN` for one without a carrier to watch, such as WireGuard's. */
  state: string | undefined;
  /** Such as `POINTOPOINT`, `NOARP`, `LOWER_UP`. */
  flags: string[];
  /** Empty when only links were asked for. */
  addresses: LinkAddress[];
}

export interface LinkAddress {
  /** With the length of its network, or of the peer's where it has one: `10.100.1.1/30`. */
  address: string;
  family: "inet" | "inet6";
  /** Such as `global`, `link`, `host`. */
  scope: string | undefined;
  /** The other end's address, where it is not in the network of this one. */
  peer: string | undefined;
}

function readAddress(value: unknown): LinkAddress | undefined {
  const record = asRecord(value);
  const family = asText(record?.family);
  const local = asText(record?.local);
  const length = asCount(record?.prefixlen);
  if (!record || local === undefined || length === undefined) return undefined;
  if (family !== "inet" && family !== "inet6") return undefined;
  return { address: `${local}/${length}`, family, scope: asText(record.scope), peer: asText(record.address) };
}

function readLink(record: JsonRecord): Link | undefined {
  const name = asText(record.ifname);
  const mtu = asCount(record.mtu);
  if (name === undefined || mtu === undefined) return undefined;
  const flags = (asList(record.flags) ?? []).filter((flag) => typeof flag === "string");
  return { name, mtu, up: flags.includes("UP"), state: asText(record.operstate), flags, addresses: [] };
}

/** Reads `ip -json addr` and `ip -json link` (iproute2). */
export function parseLinks(text: string): Reading<LinksFacts> {
  const { list, unread } = readList(text);
  const links: Link[] = [];
  for (const [index, entry] of list.entries()) {
    const record = asRecord(entry);
    // iproute2 prints {} for a link that its filter left out.
    if (record && Object.keys(record).length === 0) continue;
    const link = record && readLink(record);
    if (!link) {
      unread.push(unreadLine(1, `[${index}]`));
      continue;
    }
    links.push(link);
    for (const [at, value] of (asList(record.addr_info) ?? []).entries()) {
      const address = readAddress(value);
      if (address) link.addresses.push(address);
      else unread.push(unreadLine(1, `[${index}].addr_info[${at}]`));
    }
  }
  return { facts: { links }, unread };
}
