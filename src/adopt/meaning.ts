import { networkOf } from "../spec/index.ts";
import type { FrrFacts, HostFacts, PeerFacts, Statement, TunnelFacts } from "./types.ts";
import { readPrefix } from "./values.ts";

/** What a configuration means, as facts that can be compared one by one: order, comments and spelling do not count. */
export type Meaning = ReadonlyMap<string, string>;

/** One fact that is not the same in two configurations of a host. */
export interface Difference {
  host: string;
  fact: string;
  /** Undefined where the configuration does not have the fact at all. */
  before: string | undefined;
  after: string | undefined;
}

type Fact = [fact: string, value: string | number | undefined];

const sorted = (values: readonly string[]): string => [...new Set(values)].sort().join(", ");

function peerFacts(name: string, peer: PeerFacts): Fact[] {
  const { endpoint } = peer;
  const about = `${name}, peer ${peer.publicKey}`;
  return [
    [`${about}: AllowedIPs`, sorted(peer.allowedIps)],
    [`${about}: Endpoint`, endpoint && `${endpoint.host}:${endpoint.port}`],
    [`${about}: PersistentKeepalive`, peer.keepalive || undefined],
    [`${about}: PresharedKey`, peer.presharedKey === "none" ? undefined : "set"],
  ];
}

function tunnelFacts(tunnel: TunnelFacts): Fact[] {
  const { interface: name } = tunnel;
  return [
    [`${name}: Address`, sorted(tunnel.addresses)],
    [`${name}: ListenPort`, tunnel.listenPort || undefined],
    [`${name}: MTU`, tunnel.mtu],
    [`${name}: Table`, tunnel.table],
    [`${name}: other settings`, sorted(tunnel.others) || undefined],
    ...tunnel.peers.flatMap((peer) => peerFacts(name, peer)),
  ];
}

/** Names, logs and descriptions change nothing about packets. */
function isLabel({ within, words }: Statement): boolean {
  const [first = "", , third = ""] = words;
  if (within.length === 0) return ["frr", "hostname", "log", "service", "line", "router"].includes(first);
  return first === "address-family" || (first === "neighbor" && third === "description");
}

/** Networks with no host bits set; what follows `password` stays secret. */
function wordsOf(words: readonly string[]): string {
  const secret = words.findIndex((word) => /^(password|md5|key-string|message-digest-key)$/.test(word));
  const shown = secret < 0 ? words : [...words.slice(0, secret + 1), "(hidden)"];
  return shown
    .map((word) => (word.includes("/") && readPrefix(word) !== undefined ? networkOf(word).cidr : word))
    .join(" ");
}

const IPV4_UNICAST = "address-family ipv4 unicast";

/** `network` below BGP itself means the same as below the address family. */
function blocksOf({ within, words }: Statement): readonly string[] {
  const [outer = ""] = within;
  return within.length === 1 && outer.startsWith("router bgp ") && words[0] === "network"
    ? [outer, IPV4_UNICAST]
    : within;
}

const isPrefixList = ({ words: [ip, kind] }: Statement): boolean => ip === "ip" && kind === "prefix-list";

/** The first entry that matches decides, so that order counts between `permit` and `deny`, and not among entries of one kind. */
function prefixListFacts(statements: readonly Statement[]): Fact[] {
  const lists = new Map<string, { seq: number; rule: string[] }[]>();
  for (const { words } of statements) {
    const [, , name = "", ...rest] = words;
    const entries = lists.get(name) ?? [];
    const numbered = rest[0] === "seq";
    const seq = numbered ? Number(rest[1]) : (entries.at(-1)?.seq ?? 0) + 5;
    entries.push({ seq, rule: numbered ? rest.slice(2) : rest });
    lists.set(name, entries);
  }
  return [...lists].flatMap(([name, entries]) => {
    let group = 0;
    return entries
      .sort((a, b) => a.seq - b.seq)
      .map(({ rule }, index, all): Fact => {
        if (index > 0 && all[index - 1]?.rule[0] !== rule[0]) group += 1;
        return [`FRR: ip prefix-list ${name}, group ${group + 1}: ${wordsOf(rule)}`, "set"];
      });
  });
}

function frrFacts({ statements }: FrrFacts): Fact[] {
  const plain = statements.filter((statement) => !isLabel(statement) && !isPrefixList(statement));
  return [
    ...prefixListFacts(statements.filter(isPrefixList)),
    ...plain.map((s): Fact => [`FRR: ${[...blocksOf(s), wordsOf(s.words)].join(" / ")}`, "set"]),
  ];
}

/** The facts of one host. They hold no secret. */
export function meaningOf({ tunnels, frr }: HostFacts): Meaning {
  const facts = [...tunnels.flatMap(tunnelFacts), ...(frr ? frrFacts(frr) : [])];
  return new Map(facts.flatMap(([fact, value]) => (value === undefined ? [] : [[fact, String(value)]])));
}

/** Every fact of `host` that two configurations do not have in common. */
export function compare(host: string, before: Meaning, after: Meaning): Difference[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((fact) => before.get(fact) !== after.get(fact))
    .map((fact) => ({ host, fact, before: before.get(fact), after: after.get(fact) }));
}
