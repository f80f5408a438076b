import {
  type Issue,
  issueAt,
  type Locate,
  networkOf,
  numberTunnels,
  type Path,
  type WanDraft,
} from "../../spec/index.ts";
import { transitRoom } from "../transit.ts";

const PORT_MAX = 65535;

/** UDP ports that a host of ours already uses. BFD: RFC 5881 section 4, RFC 5883 section 5. */
const PORTS_IN_USE = [
  { port: 68, user: "DHCP" },
  { port: 123, user: "NTP" },
  { port: 323, user: "chrony" },
  { port: 3784, user: "BFD" },
  { port: 3785, user: "BFD" },
  { port: 4784, user: "BFD" },
] as const;

/** Which spacing, or else which range, has room for `needed` tunnels. */
function fittingTransit(range: string, prefix: number, spacing: number, needed: number): string {
  const bits = Math.ceil(Math.log2(needed + 1));
  if (prefix + bits <= 30)
    return `use blocks of /${prefix + bits}: transit: { range: ${range}, spacing: ${prefix + bits} }`;
  const wider = Math.min(prefix, 30 - bits);
  const fitting = networkOf(`${range.replace(/\/.*/, "")}/${wider}`).cidr;
  return `use a wider range and smaller blocks: transit: { range: ${fitting}, spacing: ${Math.max(spacing, wider + bits)} }`;
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
  const range = from === to ? `port ${from}` : `ports ${from} to ${to}`;
  return PORTS_IN_USE.filter(({ port }) => from <= port && port <= to).map(({ port, user }) =>
    issueAt(locate, path, "port-in-use", { port, user, range }),
  );
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
  return [...issues, ...portsInUse(basePort, Math.min(port, PORT_MAX), path, locate)];
}

/** Whether there are addresses and ports for every tunnel. */
export function checkTunnels(draft: WanDraft, locate: Locate): Issue[] {
  if (draft.sites.length === 0) return [];
  const last = numberTunnels(draft.sites.map((site) => site.tunnel)).reduce((a, b) => Math.max(a, b));
  return [...transitIssues(draft, last, locate), ...portIssues(draft, last, locate)];
}
