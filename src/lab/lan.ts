import type { SitePlan } from "../plan/index.ts";
import type { Runner } from "../system/index.ts";
import { lanAddresses } from "./addressing.ts";
import { configure, ipBatch } from "./configure.ts";

/** One of a site's networks, and the host in it. */
export interface Lan {
  /** The host's name. */
  name: string;
  site: SitePlan;
  /** CIDR. */
  network: string;
  /** The site's end of the cable. */
  port: string;
}

/** The networks of a site in the order of the plan. */
export function lansOf(site: SitePlan): Lan[] {
  return site.networks.map((network, index) => ({
    name: `${site.name}-LAN${index + 1}`,
    site,
    network,
    port: `lan${index}`,
  }));
}

/** Takes away what is left of a cable: the kernel does so too, a moment after a host is gone. */
const unplug = (port: string): string => `ip link delete ${port} 2>/dev/null || :`;

/**
 * Puts a cable between the site whose pid 1 is `sitePid` and eth0 of the host whose pid 1 is `hostPid`; the site has the network's
 * first address, the host the second. A cable goes with either of them, so it is put in anew when one gets power.
 */
export async function plugLan(runner: Runner, { network, port }: Lan, sitePid: number, hostPid: number): Promise<void> {
  const { site, host, length } = lanAddresses(network);
  await configure(runner, hostPid, [unplug("eth0")]);
  await configure(runner, sitePid, [
    unplug(port),
    ipBatch([
      `link add ${port} type veth peer name eth0 netns ${hostPid}`,
      `address add ${site}/${length} dev ${port}`,
      `link set ${port} up`,
    ]),
  ]);
  await configure(runner, hostPid, [
    ipBatch([
      "link set lo up",
      `address add ${host}/${length} dev eth0`,
      "link set eth0 up",
      `route add default via ${site}`,
    ]),
  ]);
}
