import { asList, asRecord, asText, type JsonRecord } from "./json.ts";

/** What a rule of nftables asks of a packet and does with it. */
export interface NftStatements {
  /** All must hold. */
  matches: NftMatch[];
  /** `accept`, `drop`, `reject`, `jump spoofed`, ...; undefined when the packet goes on to the next rule. */
  verdict: string | undefined;
  /** What else it does, by nft's names: `counter`, `log`, `limit`, ... */
  statements: string[];
}

export interface NftMatch {
  /** In nft's words: `udp dport`, `ip saddr`, `iifname`, `ct state`. */
  left: string;
  /** `==`, `!=`, `<`, ..., or `in` for flags of which one suffices. */
  operator: string;
  /** Of several values one suffices: `51820-51822`, `10.100.0.0/16`, `@own`. */
  right: string[];
}

const VERDICTS = new Set(["accept", "drop", "continue", "return", "reject", "queue", "vmap"]);
const INTERFACE = /^[io]if/;
/** Deeper than any expression that nft prints. */
const MAX_DEPTH = 8;

function phrases(values: readonly unknown[], depth: number): string[] | undefined {
  const texts = values.map((value) => phrase(value, depth));
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

/** A record with one member, such as `{ "payload": { ... } }`. */
function onlyMember(value: unknown): [string, unknown] | undefined {
  const entries = Object.entries(asRecord(value) ?? {});
  return entries.length === 1 ? entries[0] : undefined;
}

function taggedPhrase(tag: string, value: unknown, depth: number): string | undefined {
  const record: JsonRecord = asRecord(value) ?? {};
  const list = asList(value);
  if (tag === "range" && list) return phrases(list, depth)?.join("-");
  if (tag === "concat" && list) return phrases(list, depth)?.join(" . ");
  if (tag === "set" && list) return phrases(list, depth)?.join(", ");
  if (tag === "elem") return phrase(record.val, depth);
  if (tag === "prefix") return phrases([record.addr, record.len], depth)?.join("/");
  if (tag === "payload") return phrases([record.protocol, record.field], depth)?.join(" ");
  if (tag === "meta" && INTERFACE.test(asText(record.key) ?? "")) return asText(record.key);
  // An operation such as `&` stands between its operands.
  if (list) return phrases(list, depth)?.join(` ${tag} `);
  return phrases([tag, ...Object.values(record)], depth)?.join(" ");
}

/** An expression in nft's words, or undefined for what none of them is. */
function phrase(value: unknown, depth = 0): string | undefined {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return String(value);
  if (depth >= MAX_DEPTH) return undefined;
  const list = asList(value);
  if (list) return phrases(list, depth + 1)?.join(",");
  const member = onlyMember(value);
  return member && taggedPhrase(member[0], member[1], depth + 1);
}

/** The values of a set, a list or a single expression. */
export function readElements(value: unknown): string[] | undefined {
  return phrases(asList(value) ?? asList(asRecord(value)?.set) ?? [value], 0);
}

function readMatch(value: unknown): NftMatch | undefined {
  const match = asRecord(value);
  const left = phrase(match?.left);
  const operator = asText(match?.op);
  const right = readElements(match?.right);
  return left === undefined || operator === undefined || !right ? undefined : { left, operator, right };
}

/** The statements of a rule, or undefined when one of them is not understood. */
export function readStatements(value: unknown): NftStatements | undefined {
  const found: NftStatements = { matches: [], verdict: undefined, statements: [] };
  for (const statement of asList(value) ?? [undefined]) {
    const [name, content] = onlyMember(statement) ?? [];
    if (name === undefined) return undefined;
    if (name === "match") {
      const match = readMatch(content);
      if (!match) return undefined;
      found.matches.push(match);
    } else if (name === "jump" || name === "goto") {
      found.verdict = `${name} ${asText(asRecord(content)?.target) ?? "?"}`;
    } else if (VERDICTS.has(name)) found.verdict = name;
    else found.statements.push(name);
  }
  return found;
}
