import { parseBgpSummary } from "../observe/index.ts";
import type { WanPlan } from "../plan/index.ts";
import type { Clock } from "../system/index.ts";
import type { Host } from "./host.ts";

/** How often FRR is asked, ms: FRR has no command that waits for a session. */
const POLL_MS = 250;

/** A host, and the neighbors that it should have a session with. */
interface Expectation {
  host: Host;
  neighbors: readonly string[];
}

/**
 * What should be Established: the hub that holds the address with every site that is on, and hubs that have a link with each other.
 * Nothing while the holder is off.
 */
export function expectedSessions(plan: WanPlan, hosts: readonly Host[], holder: string | undefined): Expectation[] {
  const on = new Map(hosts.filter((host) => host.status().state !== "off").map((host) => [host.name, host]));
  const hub = on.get(holder ?? "");
  if (!hub) return [];
  const sites = plan.sites.flatMap((site) => {
    const host = on.get(site.name);
    return host ? [{ host, site }] : [];
  });
  const siteEnds = sites.map(({ host, site }) => ({ host, neighbors: [site.tunnel.peerAddress] }));
  const tunnels = plan.hubs.find(({ name }) => name === holder)?.tunnels ?? [];
  const reached = tunnels.filter((tunnel) => sites.some(({ site }) => site.name === tunnel.site));
  return [{ host: hub, neighbors: reached.map((tunnel) => tunnel.peerAddress) }, ...siteEnds, ...linkEnds(plan, on)];
}

/** Both ends of the hub link, while both hubs are on. */
function linkEnds({ hubs }: WanPlan, on: ReadonlyMap<string, Host>): Expectation[] {
  const ends = hubs.flatMap(({ name, link }) => {
    const host = on.get(name);
    return host && link ? [{ host, neighbors: [link.peerAddress] }] : [];
  });
  return ends.length === hubs.length ? ends : [];
}

async function isEstablished({ host, neighbors }: Expectation): Promise<boolean> {
  if (host.status().state !== "up") return false;
  const summary = await host.run(["vtysh", "-c", "show ip bgp summary json"]);
  const established = parseBgpSummary(summary.stdout).facts.peers.filter((peer) => peer.established);
  return neighbors.every((neighbor) => established.some(({ address }) => address === neighbor));
}

/**
 * Resolves when every session that `expected` tells is Established at both ends, or after `timeoutMs`. What is expected is asked anew
 * each time, since a host may go off or the address move meanwhile; without a hub and a site there is no session to wait for yet.
 */
export async function waitForSessions(
  expected: () => readonly Expectation[],
  timeoutMs: number,
  clock: Clock,
): Promise<{ established: boolean; durationMs: number }> {
  const begin = clock.now();
  for (;;) {
    const sessions = expected();
    const states = await Promise.all(sessions.map(isEstablished));
    const durationMs = clock.now() - begin;
    if (sessions.length > 1 && states.every(Boolean)) return { established: true, durationMs };
    if (durationMs + POLL_MS > timeoutMs) return { established: false, durationMs };
    await clock.sleep(POLL_MS);
  }
}
