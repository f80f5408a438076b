import { isCommand, type Reading, readLines } from "./reading.ts";

export interface TracerouteFacts {
  /** Address that was asked for; undefined when the first line is missing. */
  target: string | undefined;
  hops: Hop[];
  /** Why nothing, or nothing more, was sent, in the kernel's words: `Operation not permitted`. */
  errors: string[];
}

export interface Hop {
  /** From 1. */
  hop: number;
  probes: HopProbe[];
}

/** One probe's answer; all fields are undefined when none came. */
export interface HopProbe {
  address: string | undefined;
  rttMs: number | undefined;
  /** Without the exclamation mark: `H` host, `N` network, `P` protocol unreachable, `X` prohibited (traceroute(8)). */
  error: string | undefined;
}

const HEADER = /^traceroute to \S+ \((\S+)\), \d+ hops max/;
const ERROR = /^(?:send|connect|bind): (\S.*)$/;
const HOP = /^ *(\d{1,3}) +(\S.*)$/;
const ADDRESS = /^\(?([\d.]{7,15})\)?$/;
const NUMBER = /^\d{1,9}(?:\.\d{1,9})?$/;

/** The probes of one hop's line, or undefined when a word of it has no meaning here. */
function readProbes(text: string): HopProbe[] | undefined {
  const words = text.trim().split(/ +/);
  const probes: HopProbe[] = [];
  let address: string | undefined;
  for (const [index, word] of words.entries()) {
    const next = words[index + 1];
    const last = probes.at(-1);
    if (word === "*") probes.push({ address: undefined, rttMs: undefined, error: undefined });
    else if (next === "ms" && NUMBER.test(word)) probes.push({ address, rttMs: Number(word), error: undefined });
    else if (word.startsWith("!") && last) last.error = word.slice(1);
    else if (ADDRESS.test(word)) address = ADDRESS.exec(word)?.[1];
    // A host's name stands before its address in brackets; `ms` belongs to the number before it.
    else if (word !== "ms" && !next?.startsWith("(")) return undefined;
  }
  return probes.length > 0 ? probes : undefined;
}

/** Reads traceroute(8) as Debian packages it, with or without `-n`, IPv4. */
export function parseTraceroute(text: string): Reading<TracerouteFacts> {
  const facts: TracerouteFacts = { target: undefined, hops: [], errors: [] };
  const unread = readLines(text, (line) => {
    const target = HEADER.exec(line)?.[1];
    if (target !== undefined) {
      facts.target = target;
      return true;
    }
    if (isCommand(line, "traceroute")) return true;
    const error = ERROR.exec(line)?.[1];
    if (error !== undefined) {
      facts.errors.push(error);
      return true;
    }
    const [, hop, rest = ""] = HOP.exec(line) ?? [];
    const probes = readProbes(rest);
    if (hop === undefined || !probes) return false;
    facts.hops.push({ hop: Number(hop), probes });
    return true;
  });
  return { facts, unread };
}
