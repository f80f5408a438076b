import { isCommand, type Reading, readLines } from "./reading.ts";
import type { RibFacts, RibNextHop, RibRoute } from "./rib.ts";
import { readUptime } from "./uptime.ts";

const ROUTE = /^B(.{3})(\d[\d.]{6,14}\/\d{1,2}) \[(\d{1,3})\/(\d{1,10})\] (\S.*)$/;
/** One more next hop of the route above. */
const MORE = /^ {2}([ *qrbto]) {2,}((?:via|is|unreachable|blackhole) ?.*)$/;
const GATEWAY = /^via ([\d.]{7,15})(?: \(recursive\)| inactive| onlink)*$/;
const INTERFACE = /^(?:is directly connected, )?([A-Za-z]\S{0,14})(?: onlink| inactive)*$/;
const NOWHERE = /^(?:unreachable|blackhole)\b/;
/** The legend, whose lines are the only ones with a dash between a letter and what it stands for. */
const LEGEND = /^(?:Codes: | {7})\S - /;

interface Hop extends RibNextHop {
  ageMs: number | undefined;
}

/** `via 10.100.1.1, wg0, weight 1, 00:06:33` */
function readHop(text: string, installed: boolean): Hop | undefined {
  const words = text.split(", ");
  const age = readUptime(words.at(-1) ?? "");
  if (age === undefined) return undefined;
  const connected = words[0] === "is directly connected";
  const gateway = GATEWAY.exec(words[0] ?? "")?.[1];
  if (!connected && gateway === undefined && !NOWHERE.test(words[0] ?? "")) return undefined;
  const rest = words.slice(1, -1).filter((word) => !word.startsWith("weight ") && !word.startsWith("label "));
  if (rest.length > 1) return undefined;
  const name = rest[0] === undefined ? undefined : INTERFACE.exec(rest[0])?.[1];
  return { gateway, interface: name, installed, ageMs: age };
}

function readRoute(line: string): RibRoute | undefined {
  const [, status = "", prefix, distance, metric, rest = ""] = ROUTE.exec(line) ?? [];
  const hop = readHop(rest, status.includes("*"));
  if (prefix === undefined || !hop) return undefined;
  const { ageMs, ...nextHop } = hop;
  return {
    prefix,
    selected: status.includes(">"),
    distance: Number(distance),
    metric: Number(metric),
    nextHops: [nextHop],
    ageMs,
  };
}

function readMore(line: string): RibNextHop | undefined {
  const [, status, rest = ""] = MORE.exec(line) ?? [];
  const hop = readHop(rest, status === "*");
  if (!hop) return undefined;
  const { ageMs: _, ...nextHop } = hop;
  return nextHop;
}

/** Reads `vtysh -c 'show ip route bgp'` of FRR 8.4. Routes of other protocols are unread. */
export function parseRibText(text: string): Reading<RibFacts> {
  const routes: RibRoute[] = [];
  const unread = readLines(text, (line) => {
    if (LEGEND.test(line) || isCommand(line, "vtysh", "show ip route")) return true;
    const route = readRoute(line);
    if (route) return Boolean(routes.push(route));
    const more = readMore(line);
    return more !== undefined && Boolean(routes.at(-1)?.nextHops.push(more));
  });
  return { facts: { routes }, unread };
}
