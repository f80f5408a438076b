import type { SitePlan, WanPlan } from "../../plan/index.ts";

/** What is asked of a host. */
export interface Question {
  /** Names the answer, also as a file: `DIR/HOST/CAPTURE.txt`. */
  capture: string;
  /** Run as root. None of them prints a secret. */
  argv: readonly string[];
  /** Exit statuses of an answer; ping's 1 says that something was lost. */
  answers: readonly number[];
  timeoutMs: number;
  /** The time that the answer takes counts: ask it while the host does nothing else. */
  measured: boolean;
}

const LIMIT_MS = 15_000;
/** Echo requests of one ping: enough to tell a broken path from a bad moment. */
const PINGS = 3;
/** How long the WAN is listened to, s, and how many packets at most. */
const LISTEN_S = 3;
const LISTEN_PACKETS = 2_000;

/** Packets at the interface of the default route. SIGINT lets tcpdump end in order. It stays root: see `handshakeCapture`. */
const LISTEN = `wan=$(ip -4 route show default | sed -n 's/.* dev \\([^ ]*\\).*/\\1/p' | head -n 1)
exec timeout --signal=INT --preserve-status ${LISTEN_S} tcpdump -Z root -tt -n -q -c ${LISTEN_PACKETS} -i "$wan" ip`;

function ask(capture: string, argv: readonly string[], answers: readonly number[] = [0]): Question {
  return { capture, argv, answers, timeoutMs: LIMIT_MS, measured: false };
}

/** A command of which standard error is a part of the answer. */
const withErrors = (...argv: string[]) => ["sh", "-c", 'exec "$@" 2>&1', "sh", ...argv];

const vtysh = (command: string) => ["vtysh", "-c", command];

/** A host's clock is asked more than once: each exchange bounds what the others leave open. */
export const CLOCK_CAPTURES = ["clock", "clock-2", "clock-3"] as const;
export const pingCapture = (address: string): string => `ping-${address}`;
export const traceCapture = (address: string): string => `traceroute-${address}`;

function ping(source: string, to: string): Question {
  const argv = withErrors("ping", "-n", "-c", String(PINGS), "-i", "0.5", "-W", "1", "-I", source, to);
  return ask(pingCapture(to), argv, [0, 1, 2]);
}

/** One probe at a time and no more than needed: Linux sends one host only a few ICMP errors in a row (icmp(7), icmp_ratelimit). */
function trace(source: string, to: string): Question {
  const argv = withErrors("traceroute", "-n", "-q", "1", "-N", "1", "-w", "1", "-m", "5", "-s", source, to);
  return ask(traceCapture(to), argv, [0, 1]);
}

/** Where a site's packets go: the hubs' loopback, then every other site's. */
export function destinationsOf(plan: WanPlan, site: SitePlan): readonly string[] {
  return [plan.hubs[0].loopback, ...plan.sites.filter((other) => other !== site).map(({ loopback }) => loopback)];
}

function pingsOf(plan: WanPlan, host: string): Question[] {
  const link = plan.hubs[0].name === host ? plan.hubs[0].link : undefined;
  if (link) return [ping(link.interface, link.peerAddress)];
  return plan.sites
    .filter(({ name }) => name === host)
    .flatMap((site) => [
      ping(site.tunnel.interface, site.tunnel.peerAddress),
      ...destinationsOf(plan, site).map((to) => ping(site.loopback, to)),
    ]);
}

function tracesOf(plan: WanPlan, host: string): Question[] {
  return plan.sites
    .filter(({ name }) => name === host)
    .flatMap((site) => destinationsOf(plan, site).map((to) => trace(site.loopback, to)));
}

/** Everything that is asked of a host of the WAN. */
export function questionsFor(plan: WanPlan, host: string): Question[] {
  const isHub = plan.hubs.some(({ name }) => name === host);
  return [
    ...(isHub ? CLOCK_CAPTURES.map((name) => ({ ...ask(name, ["date", "+%s.%N"]), measured: true })) : []),
    // The wire is listened to while there is something on it.
    ask("wan", ["sh", "-c", LISTEN]),
    ...pingsOf(plan, host),
    // Not `wg show all dump`: that prints private keys, and answers are kept.
    ask("wg", ["wg", "show"]),
    ask("addresses", ["ip", "-json", "address"]),
    ask("routes", ["ip", "-json", "route"]),
    ask("bgp-summary", vtysh("show ip bgp summary json")),
    ask("bgp", vtysh("show ip bgp json")),
    ask("firewall", ["nft", "-j", "list", "ruleset"]),
    ask("sysctl", ["sysctl", "net.ipv4.ip_forward"]),
    ask("key-modes", ["sh", "-c", "stat -c '%a %U %n' /etc/wireguard /etc/wireguard/*"]),
    ...tracesOf(plan, host),
  ];
}
