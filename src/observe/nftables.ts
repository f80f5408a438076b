import { asCount, asList, asRecord, asText, type JsonRecord, readRecord } from "./json.ts";
import { type NftStatements, readElements, readStatements } from "./nft-statement.ts";
import { type Reading, unreadLine } from "./reading.ts";

export interface NftFacts {
  tables: { family: string; name: string }[];
  chains: NftChain[];
  sets: NftSet[];
  counters: NftCounter[];
}

interface InTable {
  family: string;
  table: string;
  name: string;
}

export interface NftChain extends InTable {
  /** Where packets enter it, such as `input`; undefined for a chain that rules jump to. */
  hook: string | undefined;
  /** Chains of one hook run in this order, smallest first. */
  priority: number | undefined;
  /** What happens to a packet that no rule decides on. */
  policy: string | undefined;
  rules: NftRule[];
}

export interface NftRule extends NftStatements {
  comment: string | undefined;
}

export interface NftSet extends InTable {
  elements: string[];
}

export interface NftCounter extends InTable {
  packets: number;
  bytes: number;
}

/** Objects that decide on no packet by themselves. */
const UNUSED = new Set([
  "metainfo",
  "limit",
  "quota",
  "flowtable",
  "ct helper",
  "ct timeout",
  "ct expectation",
  "synproxy",
]);

function key(place: InTable): string {
  return `${place.family} ${place.table} ${place.name}`;
}

function inTable(record: JsonRecord, name: unknown): InTable | undefined {
  const [family, table, text] = [asText(record.family), asText(record.table), asText(name)];
  return family === undefined || table === undefined || text === undefined ? undefined : { family, table, name: text };
}

/** Takes the objects of a ruleset in nft's order: a chain stands before its rules. */
class Ruleset {
  readonly facts: NftFacts = { tables: [], chains: [], sets: [], counters: [] };
  readonly #rules = new Map<string, NftRule[]>();

  /** False for an object that it does not understand. */
  add(kind: string, record: JsonRecord): boolean {
    if (kind === "table") return this.#addTable(record);
    if (kind === "chain") return this.#addChain(record);
    if (kind === "rule") return this.#addRule(record);
    if (kind === "set" || kind === "map") return this.#addSet(record);
    if (kind === "counter") return this.#addCounter(record);
    return UNUSED.has(kind);
  }

  #addTable(record: JsonRecord): boolean {
    const [family, name] = [asText(record.family), asText(record.name)];
    return family !== undefined && name !== undefined && Boolean(this.facts.tables.push({ family, name }));
  }

  #addChain(record: JsonRecord): boolean {
    const place = inTable(record, record.name);
    if (!place) return false;
    const rules: NftRule[] = [];
    const priority = typeof record.prio === "number" ? record.prio : undefined;
    this.#rules.set(key(place), rules);
    this.facts.chains.push({ ...place, hook: asText(record.hook), priority, policy: asText(record.policy), rules });
    return true;
  }

  #addRule(record: JsonRecord): boolean {
    const place = inTable(record, record.chain);
    const statements = readStatements(record.expr);
    if (!place || !statements) return false;
    return Boolean(this.#rules.get(key(place))?.push({ ...statements, comment: asText(record.comment) }));
  }

  #addSet(record: JsonRecord): boolean {
    const place = inTable(record, record.name);
    const elements = readElements(record.elem ?? []);
    return place !== undefined && elements !== undefined && Boolean(this.facts.sets.push({ ...place, elements }));
  }

  #addCounter(record: JsonRecord): boolean {
    const place = inTable(record, record.name);
    const [packets, bytes] = [asCount(record.packets), asCount(record.bytes)];
    if (!place || packets === undefined || bytes === undefined) return false;
    return Boolean(this.facts.counters.push({ ...place, packets, bytes }));
  }
}

/** Reads `nft -j list ruleset` (libnftables-json(5), schema 1). */
export function parseNftables(text: string): Reading<NftFacts> {
  const { record, unread } = readRecord(text);
  const ruleset = new Ruleset();
  const objects = asList(record?.nftables);
  if (record && !objects) unread.push(unreadLine(1, "nftables"));
  for (const [index, object] of (objects ?? []).entries()) {
    const entries = Object.entries(asRecord(object) ?? {});
    const [kind = "", value] = entries.length === 1 ? (entries[0] ?? []) : [];
    if (!ruleset.add(kind, asRecord(value) ?? {})) unread.push(unreadLine(1, `nftables[${index}]`));
  }
  return { facts: ruleset.facts, unread };
}
