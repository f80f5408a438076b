import { parseHost } from "../host.ts";
import type { FileIssue, HostFacts, HostFiles } from "../types.ts";
import { findLinks } from "./links.ts";
import { ospfMulticast, routerIdsTwice } from "./protocols.ts";
import { missedRoutes } from "./routes.ts";
import { claimedTwice, forgottenByNat, loudStandbys, mtusApart, ownedTwice, presharedKeysApart } from "./underlay.ts";

export interface CheckedHosts {
  /** How much was looked at. `links`: tunnels of which both ends were given, from each end. */
  seen: { hosts: number; tunnels: number; links: number; neighbors: number };
  /** Places that cannot be read, and what is wrong between those that can; by file, from top to bottom. */
  issues: FileIssue[];
}

function mistakes(hosts: readonly HostFacts[], links: ReturnType<typeof findLinks>): FileIssue[] {
  return [
    ...hosts.flatMap(claimedTwice),
    ...hosts.flatMap(ownedTwice),
    ...loudStandbys(hosts),
    ...mtusApart(links),
    ...presharedKeysApart(links),
    ...forgottenByNat(hosts, links),
    ...missedRoutes(hosts),
    ...hosts.flatMap(ospfMulticast),
    ...routerIdsTwice(hosts),
  ];
}

const inOrder = (a: FileIssue, b: FileIssue): number =>
  a.file.localeCompare(b.file, "en", { numeric: true }) ||
  a.line - b.line ||
  a.column - b.column ||
  a.message.localeCompare(b.message, "en");

/** Looks for what lets every file load and no packet through, in the files of hubs and sites as they are. */
export function checkHosts(files: readonly HostFiles[]): CheckedHosts {
  const parsed = files.map(parseHost);
  const hosts = parsed.map(({ facts }) => facts);
  const links = findLinks(hosts);
  const count = (of: (host: HostFacts) => number): number => hosts.reduce((sum, host) => sum + of(host), 0);
  return {
    seen: {
      hosts: hosts.length,
      tunnels: count(({ tunnels }) => tunnels.length),
      links: links.length,
      neighbors: count(({ frr }) => frr?.bgp?.neighbors.length ?? 0),
    },
    issues: [...parsed.flatMap(({ issues }) => issues), ...mistakes(hosts, links)].sort(inOrder),
  };
}
