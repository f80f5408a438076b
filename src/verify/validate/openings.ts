import {
  type IptablesFacts,
  isJson,
  type NftChain,
  type NftFacts,
  type NftRule,
  parseIptables,
  parseNftables,
  type Reading,
} from "../../observe/index.ts";

/** What a host's firewall lets in from anybody on the WAN: `udp 51820-51822`, `tcp 22 from 192.0.2.0/24`; `everything` without one. */
export type Openings = "everything" | readonly string[];

const PORTS = /^(udp|tcp) dport$/;
/** A rule that asks for one of these lets in what is no new packet from the WAN, or what is no service. */
const INSIDE = /^(ct state|iifname|iif|iifname \. ip saddr|icmp .*|icmpv6 .*|meta l4proto)$/;

/** Reads `nft -j list ruleset`, or `iptables -S`. */
export function readOpenings(text: string): Reading<Openings> {
  if (!isJson(text)) {
    const { facts, unread } = parseIptables(text);
    return { facts: iptablesOpenings(facts), unread };
  }
  const { facts, unread } = parseNftables(text);
  return { facts: nftOpenings(facts), unread };
}

/** A packet must pass every chain of the hook: what one of them drops stays out. */
function nftOpenings({ chains, sets }: NftFacts): Openings {
  const closed = chains.filter(({ hook, policy }) => hook === "input" && policy === "drop");
  const [first, ...others] = closed.map((chain) => chainOpenings(chain, sets));
  if (first === undefined) return "everything";
  return first.filter((opening) => others.every((openings) => openings.includes(opening)));
}

function chainOpenings({ rules, family, table }: NftChain, sets: NftFacts["sets"]): string[] {
  const elements = (value: string): readonly string[] => {
    const name = value.startsWith("@") ? value.slice(1) : undefined;
    const set = sets.find((one) => one.name === name && one.family === family && one.table === table);
    return name === undefined ? [value] : (set?.elements ?? []);
  };
  return rules.flatMap((rule) => ruleOpenings(rule, elements));
}

function ruleOpenings({ matches, verdict }: NftRule, elements: (value: string) => readonly string[]): string[] {
  if (verdict === undefined || ["drop", "reject", "return", "continue"].includes(verdict)) return [];
  // `iifname != "wg0"` means the WAN too.
  if (matches.some(({ left, operator }) => operator !== "!=" && INSIDE.test(left))) return [];
  const ports = matches.find(({ left }) => PORTS.test(left));
  const protocol = ports ? PORTS.exec(ports.left)?.[1] : undefined;
  const what = ports ? ports.right.flatMap(elements).map((port) => `${protocol} ${port}`) : ["every port"];
  const from = matches.find(({ left, operator }) => left === "ip saddr" && operator !== "!=");
  if (!from) return what;
  return what.flatMap((port) => from.right.flatMap(elements).map((source) => `${port} from ${source}`));
}

function iptablesOpenings({ chains }: IptablesFacts): Openings {
  const input = chains.find(({ name }) => name === "INPUT");
  if (!input || input.policy === "ACCEPT") return "everything";
  return input.rules.filter(({ target }) => target === "ACCEPT").map(({ matches }) => matches.join(" "));
}
