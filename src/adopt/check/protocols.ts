import { issueIn } from "../places.ts";
import type { FileIssue, FrrFacts, HostFacts, Statement, TunnelFacts } from "../types.ts";
import { addressIn, holds } from "./links.ts";

const OSPF_HELLO = "224.0.0.5";

/** Where OSPF is switched on for the tunnel: at the interface, or by a network that holds its address. */
function ospfOn({ statements }: FrrFacts, tunnel: TunnelFacts): Statement | undefined {
  const own = addressIn(tunnel);
  return statements.find(({ within: [block = ""], words: [first, second = "", third, fourth = ""] }) => {
    if (block === `interface ${tunnel.interface}`) return first === "ip" && second === "ospf" && third === "area";
    const inRouter = block.startsWith("router ospf") && first === "network" && fourth !== "";
    return inRouter && own !== undefined && holds([second], own);
  });
}

/** Whether the interface sends no hello to a group: it is passive, or its neighbors are listed. */
function isQuiet({ statements }: FrrFacts, name: string): boolean {
  return statements.some(({ within: [block = ""], words }) => {
    const text = words.join(" ");
    if (block === `interface ${name}`) return text.startsWith("ip ospf ") && /non-broadcast|passive/.test(text);
    return (
      block.startsWith("router ospf") && (text === `passive-interface ${name}` || text === "passive-interface default")
    );
  });
}

/** Interfaces on which OSPF's multicast has no owner. */
export function ospfMulticast({ frr, tunnels }: HostFacts): FileIssue[] {
  if (!frr) return [];
  return tunnels.flatMap((tunnel) => {
    const on = ospfOn(frr, tunnel);
    const carried = holds(
      tunnel.peers.flatMap((peer) => peer.allowedIps),
      OSPF_HELLO,
    );
    if (!on || carried || isQuiet(frr, tunnel.interface)) return [];
    return [issueIn(frr.file, "ospf", on, "ospf-multicast", { interface: tunnel.interface })];
  });
}

const routerIdAt = ({ statements }: FrrFacts): Statement | undefined =>
  statements.findLast(({ within, words }) => /^router bgp \S+$/.test(within[0] ?? "") && words[1] === "router-id");

/** Hosts of one AS that speak iBGP and have the same identifier: RFC 4271 section 6.2, as RFC 6286 section 2.1 leaves it. */
export function routerIdsTwice(hosts: readonly HostFacts[]): FileIssue[] {
  const first = new Map<string, HostFacts>();
  return hosts.flatMap((host) => {
    const { frr } = host;
    const { asn, routerId, neighbors = [] } = frr?.bgp ?? {};
    if (!frr || routerId === undefined || !neighbors.some((neighbor) => neighbor.asn === asn)) return [];
    const other = first.get(`${asn} ${routerId}`);
    if (!other) first.set(`${asn} ${routerId}`, host);
    const at = routerIdAt(frr);
    const theirs = other?.frr && routerIdAt(other.frr);
    if (!other?.frr || !at || !theirs) return [];
    const params = { id: routerId, other: other.name, file: other.frr.file, line: theirs.line };
    return [issueIn(frr.file, "bgp router-id", at, "router-id-twice", params)];
  });
}
