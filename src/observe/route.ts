import { asCount, asList, asRecord, asText, readList } from "./json.ts";
import { type Reading, unreadLine } from "./reading.ts";

export interface IpRoutesFacts {
  routes: IpRoute[];
}

export interface IpRoute {
  /** CIDR; the default route is `0.0.0.0/0`. */
  destination: string;
  /** `unicast`, or what happens instead: `blackhole`, `unreachable`, `prohibit` and others of ip-route(8). */
  type: string;
  /** Who installed it, such as `kernel` and `bgp`; undefined for one set by hand (`boot`), as wg-quick does. */
  protocol: string | undefined;
  metric: number | undefined;
  source: string | undefined;
  /** More than one with ECMP. */
  nextHops: { gateway: string | undefined; interface: string | undefined }[];
}

const ADDRESS = /^[\d.]{7,15}$/;
const PREFIX = /^[\d.]{7,15}\/\d{1,2}$/;

/** As iproute2 writes it: without the length of a host route. */
export function readDestination(text: string | undefined): string | undefined {
  if (text === "default") return "0.0.0.0/0";
  if (text === undefined || PREFIX.test(text)) return text;
  return ADDRESS.test(text) ? `${text}/32` : undefined;
}

function readRoute(value: unknown): IpRoute | undefined {
  const route = asRecord(value);
  const destination = readDestination(asText(route?.dst));
  if (!route || !destination) return undefined;
  const hops = asList(route.nexthops)?.map(asRecord) ?? [route];
  return {
    destination,
    type: asText(route.type) ?? "unicast",
    protocol: asText(route.protocol),
    metric: asCount(route.metric),
    source: asText(route.prefsrc),
    nextHops: hops.map((hop) => ({ gateway: asText(hop?.gateway), interface: asText(hop?.dev) })),
  };
}

/** Reads `ip -json route` (IPv4, iproute2). An empty table prints `[]`. */
export function parseIpRoutes(text: string): Reading<IpRoutesFacts> {
  const { list, unread } = readList(text);
  const routes: IpRoute[] = [];
  for (const [index, entry] of list.entries()) {
    const route = readRoute(entry);
    if (route) routes.push(route);
    else unread.push(unreadLine(1, `[${index}]`));
  }
  return { facts: { routes }, unread };
}
