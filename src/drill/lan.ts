import type { Lab } from "../lab/index.ts";
import { lanHosts, type Pair, pairsOf } from "./pairs.ts";

/** The address of a host's eth0, from the host itself. */
async function addressOf(lab: Lab, host: string): Promise<string> {
  const { stdout, stderr } = await lab.run(host, ["ip", "-json", "-4", "address", "show", "dev", "eth0"]);
  const address = stdout && JSON.parse(stdout)[0]?.addr_info[0]?.local;
  if (typeof address !== "string") throw new Error(`${host} has no address on eth0: ${stderr}`);
  return address;
}

/** The pairs to probe in a laboratory, its hosts in sites' networks included. */
export async function labPairs(lab: Lab): Promise<Pair[]> {
  const hosts = lanHosts(lab.plan).map(({ name }) => name);
  const addresses = await Promise.all(hosts.map(async (host) => [host, await addressOf(lab, host)] as const));
  const known = new Map(addresses);
  return pairsOf(lab.plan, (host) => known.get(host) ?? "");
}
