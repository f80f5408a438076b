import { isCommand, type Reading, readLines } from "./reading.ts";

/** One table of iptables, of which `-S` shows `filter` unless it is told another. */
export interface IptablesFacts {
  chains: IptablesChain[];
}

export interface IptablesChain {
  name: string;
  /** What happens to a packet that no rule decides on; undefined for a chain that rules jump to. */
  policy: string | undefined;
  rules: IptablesRule[];
}

export interface IptablesRule {
  /** What a packet must be, as iptables-extensions(8) words it: `-p`, `udp`, `--dport`, `51820`. */
  matches: string[];
  /** A verdict such as `ACCEPT`, a chain, or an extension with its own options; undefined for a rule that only counts. */
  target: string | undefined;
  /** The target's own options. */
  options: string[];
}

const POLICY = /^-P (\S{1,30}) (ACCEPT|DROP)(?: -c \d+ \d+)?$/;
const CHAIN = /^-N (\S{1,30})$/;
const RULE = /^-A (\S{1,30})(?: (\S.*))?$/;
/** A word, or one in quotation marks, in which a backslash stands before another. */
const WORD = /"((?:[^"\\]|\\.)*)"|([^\s"]+)/g;

function readWords(text: string): string[] {
  return [...text.matchAll(WORD)].map(([, quoted, bare]) => quoted?.replace(/\\(.)/g, "$1") ?? bare ?? "");
}

function readRule(text: string): IptablesRule {
  const words = readWords(text);
  const at = words.findIndex((word) => word === "-j" || word === "-g");
  if (at < 0) return { matches: words, target: undefined, options: [] };
  return { matches: words.slice(0, at), target: words[at + 1], options: words.slice(at + 2) };
}

/** Reads `iptables -S` (iptables 1.8, legacy and nf_tables alike). */
export function parseIptables(text: string): Reading<IptablesFacts> {
  const chains = new Map<string, IptablesChain>();
  const add = (name: string, policy: string | undefined): boolean =>
    !chains.has(name) && Boolean(chains.set(name, { name, policy, rules: [] }));
  const unread = readLines(text, (line) => {
    const [, builtIn, policy] = POLICY.exec(line) ?? [];
    if (builtIn !== undefined) return add(builtIn, policy);
    const own = CHAIN.exec(line)?.[1];
    if (own !== undefined) return add(own, undefined);
    const [, name, rest = ""] = RULE.exec(line) ?? [];
    if (name === undefined) return isCommand(line, "iptables -S", "iptables -t");
    return Boolean(chains.get(name)?.rules.push(readRule(rest)));
  });
  return { facts: { chains: [...chains.values()] }, unread };
}
