import { asCount, asList, asRecord, asText, readRecord } from "./json.ts";
import { type Reading, unreadLine } from "./reading.ts";
import { readUptime } from "./uptime.ts";

/** FRR's own table of routes, of which the kernel gets the selected ones. */
export interface RibFacts {
  routes: RibRoute[];
}

export interface RibRoute {
  /** CIDR */
  prefix: string;
  /** FRR prefers it to what other protocols, the kernel among them, offer for the prefix. */
  selected: boolean;
  /** Administrative distance: 20 for eBGP, 200 for iBGP. */
  distance: number;
  metric: number;
  nextHops: RibNextHop[];
  /** Since when it is in the table, ms. */
  ageMs: number | undefined;
}

export interface RibNextHop {
  gateway: string | undefined;
  /** Undefined for one that is found through another route. */
  interface: string | undefined;
  /** In the kernel's table (FIB). */
  installed: boolean;
}

function readNextHop(value: unknown): RibNextHop {
  const hop = asRecord(value);
  return { gateway: asText(hop?.ip), interface: asText(hop?.interfaceName), installed: hop?.fib === true };
}

function readRoute(prefix: string, value: unknown): RibRoute | undefined {
  const route = asRecord(value);
  const distance = asCount(route?.distance);
  const metric = asCount(route?.metric);
  const hops = asList(route?.nexthops);
  if (!route || distance === undefined || metric === undefined || !hops) return undefined;
  return {
    prefix,
    selected: route.selected === true,
    distance,
    metric,
    nextHops: hops.map(readNextHop),
    ageMs: readUptime(asText(route.uptime) ?? ""),
  };
}

/** Reads `vtysh -c 'show ip route bgp json'` of FRR 8.4. Without such routes it prints `{}`. */
export function parseRib(text: string): Reading<RibFacts> {
  const { record, unread } = readRecord(text);
  const routes: RibRoute[] = [];
  for (const [prefix, entries] of Object.entries(record ?? {})) {
    for (const entry of asList(entries) ?? [undefined]) {
      const route = readRoute(prefix, entry);
      if (route) routes.push(route);
      else unread.push(unreadLine(1, `["${prefix}"]`));
    }
  }
  return { facts: { routes }, unread };
}
