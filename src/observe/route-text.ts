import { isCommand, type Reading, readFolded } from "./reading.ts";
import { type IpRoute, type IpRoutesFacts, readDestination } from "./route.ts";

/** ip-route(8): what a route does instead of leading to a next hop. */
const TYPES = new Set("unicast local broadcast multicast throw unreachable prohibit blackhole nat anycast".split(" "));
const FLAGS = new Set(
  "onlink linkdown dead pervasive offload trap offload_failed rt_offload cache unresolved".split(" "),
);
const OPTIONS = new Set(
  (
    "proto metric src nhid scope table pref weight error tos expires realm mtu advmss window rtt rttvar ssthresh cwnd " +
    "reordering hoplimit initcwnd initrwnd features rto_min quickack congctl fastopen_no_cookie"
  ).split(" "),
);

type NextHop = IpRoute["nextHops"][number];

interface Words {
  hops: NextHop[];
  options: Map<string, string>;
}

/** The words after the destination, or undefined when one of them has no meaning here. */
function readWords(words: readonly string[]): Words | undefined {
  const hops: NextHop[] = [{ gateway: undefined, interface: undefined }];
  const options = new Map<string, string>();
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    const hop = hops.at(-1);
    if (word === "nexthop") {
      hops.push({ gateway: undefined, interface: undefined });
    } else if (word === "via" || word === "dev" || OPTIONS.has(word)) {
      // `mtu lock 1400`
      if (words[at + 1] === "lock") at++;
      const value = words[++at];
      if (value === undefined || !hop) return undefined;
      if (word === "via") hop.gateway = value;
      else if (word === "dev") hop.interface = value;
      else options.set(word, value);
    } else if (!FLAGS.has(word)) return undefined;
  }
  // With several next hops the words before the first `nexthop` name none.
  return { hops: hops.length > 1 ? hops.slice(1) : hops, options };
}

function readRoute(row: string): IpRoute | undefined {
  const words = row.split(/\s+/);
  const type = TYPES.has(words[0] ?? "") ? (words.shift() ?? "") : "unicast";
  const destination = readDestination(words.shift());
  const rest = destination && readWords(words);
  if (!destination || !rest) return undefined;
  const metric = Number(rest.options.get("metric") ?? Number.NaN);
  return {
    destination,
    type,
    protocol: rest.options.get("proto"),
    metric: Number.isSafeInteger(metric) ? metric : undefined,
    source: rest.options.get("src"),
    nextHops: rest.hops,
  };
}

/** Reads `ip route` (IPv4, iproute2) as it prints to people. An empty table prints nothing. */
export function parseIpRoutesText(text: string): Reading<IpRoutesFacts> {
  const routes: IpRoute[] = [];
  const unread = readFolded(text, (row) => {
    if (isCommand(row, "ip route", "ip r", "ip -4 route")) return true;
    const route = readRoute(row);
    return route !== undefined && Boolean(routes.push(route));
  });
  return { facts: { routes }, unread };
}
