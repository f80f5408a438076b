import { type BgpPeer, type BgpRoute, type BgpRoutesFacts, type BgpSummaryFacts, readAsPath } from "./bgp.ts";
import { isCommand, type Reading, readFolded, readLines } from "./reading.ts";
import { readUptime } from "./uptime.ts";

const SUMMARY_HEAD = /^BGP router identifier ([\d.]{7,15}), local AS number (\d{1,10})\b/;
const SUMMARY_FURNITURE =
  /^(?:IPv4 Unicast Summary|BGP table version |RIB entries |Peers \d|Peer groups |Neighbor +V |Total number of neighbors |% BGP instance not found$|Displayed neighbors |\* - dynamic neighbor|\d+ dynamic neighbor)/;
/** Neighbor, version, AS, four counts and two queues, time, state or prefixes received, prefixes sent, description. */
const PEER =
  /^\*?(\S+) +4 +(\d{1,10})(?: +\d{1,20}){5} +(\S+) +(Idle \((?:Admin|PfxCt)\)|\S+)(?: +(\d{1,10}|\(Policy\)))?(?: +(\S.*))?$/;
const COUNT = /^\d{1,10}$/;
/** With `bgp default show-hostname` the neighbor's name stands before its address. */
const NAMED = /^\S+\(([\d.]{7,15})\)$/;

function readPeer(row: string): BgpPeer | undefined {
  const [, neighbor = "", asn, uptime = "", state = "", sent = "", description] = PEER.exec(row) ?? [];
  if (asn === undefined) return undefined;
  // FRR prints the count of prefixes in place of the state of an Established session, `(Policy)` where RFC 8212 lets none through.
  const established = COUNT.test(state) || state === "(Policy)";
  return {
    address: NAMED.exec(neighbor)?.[1] ?? neighbor,
    asn: Number(asn),
    state: established ? "Established" : state,
    established,
    prefixesReceived: COUNT.test(state) ? Number(state) : 0,
    prefixesSent: established && COUNT.test(sent) ? Number(sent) : 0,
    uptimeMs: established ? readUptime(uptime) : undefined,
    description: description === "N/A" ? undefined : description,
  };
}

/** Reads `vtysh -c 'show ip bgp summary'` of FRR 8.4, which says so when BGP is not configured: no peers, nothing unread. Rows broken over two lines are joined. */
export function parseBgpSummaryText(text: string): Reading<BgpSummaryFacts> {
  const facts: BgpSummaryFacts = { routerId: undefined, asn: undefined, peers: [] };
  const unread = readFolded(text, (row) => {
    const [, routerId, asn] = SUMMARY_HEAD.exec(row) ?? [];
    if (routerId !== undefined) {
      facts.routerId = routerId;
      facts.asn = Number(asn);
      return true;
    }
    if (SUMMARY_FURNITURE.test(row) || isCommand(row, "vtysh", "show ip bgp", "show bgp")) return true;
    const peer = readPeer(row);
    return peer !== undefined && Boolean(facts.peers.push(peer));
  });
  return { facts, unread };
}

const ROUTES_HEAD = /^BGP table version is \d+, local router ID is ([\d.]{7,15}), vrf id \d+$/;
const LOCAL_AS = /^Default local pref \d+, local AS (\d{1,10})$/;
const ROUTES_FURNITURE =
  /^(?:Status codes: |\s+i internal, |Nexthop codes: |Origin codes: |RPKI validation codes: |Displayed +\d+ +routes )/;
const COLUMNS = /^( +Network +)Next Hop +Metric LocPrf Weight (?=Path)/;
/** Status letters, and the network unless the row above already names it. */
const ROW_HEAD = /^[ RSsdhVINr*>=i]{2,6}(?:(\d[\d.]{6,14}\/\d{1,2}))?\s*$/;
const HOP = /^([\d.]{7,15})(?:@\d+)?<? +(?:\d+ +){0,2}\d+$/;
const PATH = /^(.*?) ?[ie?]$/;

/** Where the columns of the table begin, as its header says. */
interface Columns {
  network: number;
  nextHop: number;
  path: number;
}

function readColumns(line: string): Columns | undefined {
  const [whole, before] = COLUMNS.exec(line) ?? [];
  if (whole === undefined || before === undefined) return undefined;
  return { network: before.indexOf("Network"), nextHop: before.length, path: whole.length };
}

function readRoute(line: string, columns: Columns, prefix: string): BgpRoute | undefined {
  const nextHop = HOP.exec(line.slice(columns.nextHop, columns.path).trimEnd())?.[1];
  const asPath = readAsPath(PATH.exec(line.slice(columns.path).trimEnd())?.[1] ?? "?");
  if (nextHop === undefined || !asPath) return undefined;
  const status = line.slice(0, columns.network);
  return {
    prefix,
    // FRR chooses among valid paths only; a stale one shows S in place of the asterisk.
    valid: /[*>=]/.test(status),
    best: status.includes(">"),
    asPath,
    nextHop: nextHop === "0.0.0.0" ? undefined : nextHop,
    peer: undefined,
  };
}

/** The rows below the header, one after the other: a row may leave out its network, or be only that. */
function routeReader(columns: Columns, routes: BgpRoute[]): (line: string) => boolean {
  let prefix: string | undefined;
  let status = "";
  return (line) => {
    const alone = line.length > columns.nextHop && line[columns.nextHop - 1] !== " " ? line : undefined;
    const head = ROW_HEAD.exec(alone ?? line.slice(0, columns.nextHop));
    if (!head) return false;
    prefix = head[1] ?? prefix;
    if (alone !== undefined) {
      // FRR gives a network that fills its column a line of its own.
      status = line.slice(0, columns.network);
      return true;
    }
    const route = prefix === undefined ? undefined : readRoute(status + line.slice(status.length), columns, prefix);
    status = "";
    return route !== undefined && Boolean(routes.push(route));
  };
}

/** Reads `vtysh -c 'show ip bgp'` of FRR 8.4. It does not tell which neighbor sent a path: `peer` is undefined. */
export function parseBgpRoutesText(text: string): Reading<BgpRoutesFacts> {
  const facts: BgpRoutesFacts = { routerId: undefined, asn: undefined, routes: [] };
  let readRow: ((line: string) => boolean) | undefined;
  const unread = readLines(text, (line) => {
    const routerId = ROUTES_HEAD.exec(line)?.[1];
    const asn = LOCAL_AS.exec(line)?.[1];
    const columns = readColumns(line);
    if (routerId !== undefined) facts.routerId = routerId;
    else if (asn !== undefined) facts.asn = Number(asn);
    else if (columns) readRow = routeReader(columns, facts.routes);
    else
      return (
        ROUTES_FURNITURE.test(line) || isCommand(line, "vtysh", "show ip bgp", "show bgp") || Boolean(readRow?.(line))
      );
    return true;
  });
  return { facts, unread };
}
