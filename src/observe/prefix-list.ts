import { asCount, asList, asRecord, asText, readRecord } from "./json.ts";
import { type Reading, unreadLine } from "./reading.ts";

export interface PrefixListFacts {
  lists: PrefixList[];
}

export interface PrefixList {
  name: string;
  /** How often its deny entries met a prefix since the daemon started. A prefix that is announced again counts again. */
  denied: number;
}

function readList(name: string, value: unknown): PrefixList | undefined {
  const entries = asList(asRecord(value)?.entries)?.map(asRecord);
  if (!entries) return undefined;
  const denials = entries.filter((entry) => asText(entry?.type) === "deny");
  return { name, denied: denials.reduce((sum, entry) => sum + (asCount(entry?.hitCount) ?? 0), 0) };
}

/** Reads `vtysh -d bgpd -c 'show ip prefix-list detail json'` of FRR 8.4: one record per daemon, of which BGP's is read. */
export function parsePrefixLists(text: string): Reading<PrefixListFacts> {
  const { record, unread } = readRecord(text);
  const facts: PrefixListFacts = { lists: [] };
  for (const [name, value] of Object.entries(asRecord(record?.BGP) ?? {})) {
    const list = readList(name, value);
    if (list) facts.lists.push(list);
    else unread.push(unreadLine(1, `BGP["${name}"]`));
  }
  return { facts, unread };
}
