import {
  type BgpRoutesFacts,
  type BgpSummaryFacts,
  type IpRoutesFacts,
  isJson,
  type LinksFacts,
  type ModesFacts,
  type PacketsFacts,
  type PingFacts,
  parseBgpRoutes,
  parseBgpRoutesText,
  parseBgpSummary,
  parseBgpSummaryText,
  parseIpRoutes,
  parseIpRoutesText,
  parseLinks,
  parseLinksText,
  parseModes,
  parsePackets,
  parseSysctl,
  parseTraceroute,
  parseUntimedPing,
  parseWgDump,
  parseWgShow,
  type Reading,
  type SysctlFacts,
  type TracerouteFacts,
  type UntimedPingReply,
  type WgFacts,
} from "../../observe/index.ts";
import type { Seen } from "../types.ts";
import { type ClockFacts, clockOf, type Exchange } from "./clock.ts";
import { type Openings, readOpenings } from "./openings.ts";
import { CLOCK_CAPTURES, pingCapture, traceCapture } from "./questions.ts";
import type { Capture, Collection, HostCaptures } from "./types.ts";

/** What a host's answers say. Programs' plain forms are read as well as JSON: people collect them by hand. */
export interface HostFacts {
  name: string;
  wireguard: Seen<WgFacts>;
  links: Seen<LinksFacts>;
  routes: Seen<IpRoutesFacts>;
  summary: Seen<BgpSummaryFacts>;
  paths: Seen<BgpRoutesFacts>;
  openings: Seen<Openings>;
  sysctl: Seen<SysctlFacts>;
  modes: Seen<ModesFacts>;
  packets: Seen<PacketsFacts>;
  clock: Seen<ClockFacts>;
  ping(address: string): Seen<PingFacts<UntimedPingReply>>;
  trace(address: string): Seen<TracerouteFacts>;
}

type Parse<T> = (text: string, capture: Capture) => Reading<T>;

/** An answer that is not understood whole is not judged by its half. */
function read<T>(captures: HostCaptures, name: string, parse: Parse<T>): Seen<T> {
  const capture = captures.get(name);
  if (!capture) return { unseen: `there is no capture ${name}` };
  if ("unseen" in capture.output) return capture.output;
  const { facts, unread } = parse(capture.output.seen, capture);
  const [first] = unread;
  return first
    ? { unseen: `${capture.file ?? name}, line ${first.line} is not understood: ${first.text}` }
    : { seen: facts };
}

const either =
  <T>(json: Parse<T>, plain: Parse<T>): Parse<T> =>
  (text, capture) =>
    (isJson(text) ? json : plain)(text, capture);

const wireguard: Parse<WgFacts> = (text, { answeredAt }) =>
  text.includes("\t") ? parseWgDump(text) : parseWgShow(text, Math.floor(answeredAt / 1000));

/** `date +%s.%N`, with the times of question and answer. */
const exchange: Parse<Exchange> = (text, { askedAt, answeredAt }) => {
  const told = text.trim();
  const plain = /^\d{1,12}\.\d{1,9}$/.test(told);
  return {
    facts: { askedAt, answeredAt, told: Number(told) * 1000 },
    unread: plain ? [] : [{ line: 1, text: told.slice(0, 40) }],
  };
};

/** From those exchanges that came about, one at least. */
function readClock(captures: HostCaptures): Seen<ClockFacts> {
  const [first, ...more] = CLOCK_CAPTURES.map((name) => read(captures, name, exchange));
  const seen = [first, ...more].flatMap((one) => (one && "seen" in one ? [one.seen] : []));
  if (seen.length === 0 && first && "unseen" in first) return first;
  const facts = clockOf(seen);
  return facts ? { seen: facts } : { unseen: "a clock was set while this one was asked" };
}

/** Reads what `host` answered. Whatever is missing or not understood is unseen. */
export function readHost({ hosts }: Collection, name: string): HostFacts {
  const captures: HostCaptures = hosts.get(name) ?? new Map();
  return {
    name,
    wireguard: read(captures, "wg", wireguard),
    links: read(captures, "addresses", either<LinksFacts>(parseLinks, parseLinksText)),
    routes: read(captures, "routes", either<IpRoutesFacts>(parseIpRoutes, parseIpRoutesText)),
    summary: read(captures, "bgp-summary", either<BgpSummaryFacts>(parseBgpSummary, parseBgpSummaryText)),
    paths: read(captures, "bgp", either<BgpRoutesFacts>(parseBgpRoutes, parseBgpRoutesText)),
    openings: read(captures, "firewall", readOpenings),
    sysctl: read(captures, "sysctl", parseSysctl),
    modes: read(captures, "key-modes", parseModes),
    packets: read(captures, "wan", parsePackets),
    clock: readClock(captures),
    ping: (address) => read(captures, pingCapture(address), parseUntimedPing),
    trace: (address) => read(captures, traceCapture(address), parseTraceroute),
  };
}
