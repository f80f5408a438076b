import {
  bareAddress,
  type Issue,
  issueAt,
  type Locate,
  networkOf,
  numberTunnels,
  type Path,
  type WanDraft,
} from "../../spec/index.ts";
import { HUB_PORTS_BELOW } from "../hub-link.ts";
import { transitRoom } from "../transit.ts";

const PORT_MAX = 65535;
const WIDEST_TRANSIT = 8;

/** UDP ports that a host of ours already uses. BFD: RFC 5881 section 4, RFC 5883 section 5. */
const PORTS_IN_USE = [
  { port: 68, user: "DHCP" },
  { port: 123, user: "NTP" },
  { port: 323, user: "chrony" },
  { port: 3784, user: "BFD" },
  { port: 3785, user: "BFD" },
  { port: 4784, user: "BFD" },
] as const;

/** A transit with room for `needed` tunnels: smaller blocks, else a wider range, else both. */
function fittingTransit(range: string, prefix: number, spacing: number, needed: number): string {
  const bits = Math.ceil(Math.log2(needed + 1));
  const widened = Math.min(prefix, Math.max(WIDEST_TRANSIT, spacing - bits));
  const [fits, blocks] = prefix + bits <= 30 ? [prefix, prefix + bits] : [widened, Math.max(spacing, widened + bits)];
  const { cidr } = networkOf(`${bareAddress(range)}/${fits}`);
  return `this has room: transit: { range: ${cidr}, spacing: ${blocks} }`;
}

function transitIssues(draft: WanDraft, needed: number, locate: Locate): Issue[] {
  const { range, spacing } = draft.transit;
  if (range === undefined || spacing === undefined) return [];
  const { prefix } = networkOf(range);
  const room = transitRoom(prefix, spacing);
  if (needed <= room) return [];
  const fits = fittingTransit(range, prefix, spacing, needed);
  return [issueAt(locate, ["transit", "range"], "transit-exhausted", { range, spacing, room, needed, fits })];
}

function portsInUse(from: number, to: number, path: Path, locate: Locate): Issue[] {
  const used = PORTS_IN_USE.find(({ port }) => from <= port && port <= to);
  if (!used) return [];
  const range = from === to ? `port ${from}` : `ports ${from} to ${to}`;
  return [issueAt(locate, path, "port-in-use", { ...used, range })];
}

function portIssues(draft: WanDraft, last: number, locate: Locate): Issue[] {
  const { basePort, sitePort } = draft.wireguard;
  const issues = sitePort === undefined ? [] : portsInUse(sitePort, sitePort, ["wireguard", "sitePort"], locate);
  if (basePort === undefined) return issues;
  const port = basePort + last - 1;
  const path = ["wireguard", "basePort"];
  if (port > PORT_MAX) {
    issues.push(issueAt(locate, path, "port-out-of-range", { tunnel: last, port, basePort: PORT_MAX - last + 1 }));
  }
  const first = draft.profile === "reference" ? basePort : basePort - HUB_PORTS_BELOW;
  if (first < 1) issues.push(issueAt(locate, path, "no-hub-ports", { basePort, below: HUB_PORTS_BELOW }));
  return [...issues, ...portsInUse(first, Math.min(port, PORT_MAX), path, locate)];
}

/**
 * Linux forgets a UDP mapping 30 s after its last packet (`nf_conntrack_udp_timeout`), and many routers are no more patient.
 * https://docs.kernel.org/networking/nf_conntrack-sysctl.html
 */
export const KEEPALIVE_MAX = 29;

function keepaliveIssues({ wireguard: { keepalive } }: WanDraft, locate: Locate): Issue[] {
  if (keepalive === undefined || keepalive <= KEEPALIVE_MAX) return [];
  return [issueAt(locate, ["wireguard", "keepalive"], "keepalive-too-long", { keepalive, max: KEEPALIVE_MAX })];
}

/** Whether there are addresses and ports for every tunnel, and whether a NAT leaves the tunnels open. */
export function checkTunnels(draft: WanDraft, locate: Locate): Issue[] {
  if (draft.sites.length === 0) return [];
  const last = numberTunnels(draft.sites.map((site) => site.tunnel)).reduce((a, b) => Math.max(a, b));
  return [...transitIssues(draft, last, locate), ...portIssues(draft, last, locate), ...keepaliveIssues(draft, locate)];
}
