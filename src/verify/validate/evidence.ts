import type { WanPlan } from "../../plan/index.ts";
import { fileOf, INDEX_FILE } from "./folder.ts";
import { CLOCK_CAPTURES, pingCapture, traceCapture } from "./questions.ts";
import type { Collection, Finding } from "./types.ts";

/** The answers that a check looks at, by their names; a function of the address that its subject ends with. What AWS says is in the index. */
const CAPTURES: Readonly<Record<string, string | readonly string[] | ((address: string) => string)>> = {
  "underlay.address": "addresses",
  "underlay.mtu": "addresses",
  "underlay.port": "wg",
  "underlay.allowed-ips": "wg",
  "underlay.peer-key": "wg",
  "underlay.keepalive": "wg",
  "underlay.endpoint": "wg",
  "underlay.handshake": "wg",
  "underlay.passage": pingCapture,
  "overlay.router-ids": "bgp-summary",
  "overlay.session": "bgp-summary",
  "overlay.prefixes": "bgp",
  "overlay.next-hop": "bgp",
  "overlay.as-path": "bgp",
  "overlay.kernel-routes": "routes",
  "overlay.static": "routes",
  "overlay.sent": "bgp-summary",
  "connectivity.ping": pingCapture,
  "connectivity.path": traceCapture,
  "security.firewall": "firewall",
  "security.forwarding": "sysctl",
  "security.keys": "key-modes",
  "security.wire": "wan",
  "clocks.hubs": CLOCK_CAPTURES,
};

/** The hosts whose answers a check compares: its subject's own, those that are expected to agree with it, or all. */
function hostsOf({ hubs, sites }: WanPlan, { id, subject, expected }: Finding): string[] {
  const names = [...hubs, ...sites].map(({ name }) => name);
  const named = (text: string) => names.filter((name) => text.split(/[ ,]+/).includes(name));
  const [own = ""] = subject.split(" ");
  if (!names.includes(own)) return names;
  return [...new Set([own, ...named(id === "clocks.hubs" ? subject : expected)])];
}

/**
 * The files of a kept collection that a finding was made from, by their paths in it (see `filesOf`). Where nothing was answered it is the
 * index, which says why.
 */
export function evidenceOf(plan: WanPlan, { hosts }: Collection, finding: Finding): string[] {
  const source = CAPTURES[finding.id];
  if (source === undefined) return [INDEX_FILE];
  const captures = [typeof source === "function" ? source(finding.subject.split(" ").at(-1) ?? "") : source].flat();
  const answered = hostsOf(plan, finding).flatMap((host) =>
    captures.flatMap((capture) => {
      const output = hosts.get(host)?.get(capture)?.output;
      return output !== undefined && "seen" in output ? [fileOf(host, capture)] : [];
    }),
  );
  return answered.length > 0 ? answered : [INDEX_FILE];
}
