import type { Runner } from "../system/index.ts";
import type { AgentConfig } from "./config.ts";

/** The first packet of a flow to a site's WireGuard port. */
export interface FirstPacket {
  site: string;
  /** `address:port` it came from. */
  source: string;
}

/** Prints each UDP flow as it begins. Needs a rule with `ct` in the host's nftables: without one nothing is tracked. */
export const FOLLOW_FLOWS = ["conntrack", "-E", "-e", "NEW", "-p", "udp", "-b", "1048576"];

/** The packet that a line of `conntrack -E` tells of, if it came to one of the sites' ports at this hub's address. */
export function parseFlow(line: string, config: AgentConfig): FirstPacket | undefined {
  const [, source, destination, from, to] = /src=([\d.]+) dst=([\d.]+) sport=(\d+) dport=(\d+)/.exec(line) ?? [];
  if (destination !== config.privateAddress) return undefined;
  const site = config.sites.find((candidate) => candidate.listenPort === Number(to));
  return site && { site: site.name, source: `${source}:${from}` };
}

/**
 * Forgets this hub's UDP flows, in both directions: a packet of a flow that is known is no first one, and a handshake that this hub
 * started makes the site's packets replies. `conntrack` exits 1 when there was nothing to delete.
 */
export async function forgetFlows(runner: Runner, config: AgentConfig): Promise<void> {
  for (const side of ["--orig-dst", "--orig-src"])
    await runner.run(["conntrack", "-D", "-p", "udp", side, config.privateAddress], { timeoutMs: 2_000 });
}
