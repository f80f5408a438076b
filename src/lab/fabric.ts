import type { SitePlan } from "../plan/index.ts";
import { createNetworkNamespace, insideNamespaces, type NetworkNamespace, type Runner } from "../system/index.ts";
import {
  API_ADDRESS,
  EDGE_ADDRESS,
  INTERNET_ADDRESS,
  METADATA_ADDRESS,
  sitePublicAddress,
  siteUplink,
  type Uplink,
} from "./addressing.ts";
import { configure, ipBatch, nft } from "./configure.ts";
import { type Relay, startRelay } from "./relay.ts";
import { type EdgeState, renderEdgeRules, renderRouterRules } from "./rules.ts";

/** Everything between the hosts: the internet, the cloud's edge, and a router in front of each site. */
export interface Fabric {
  /** Puts a cable between the edge and the eth0 of the host whose pid 1 is `pid`. `port` names the edge's end. */
  plugInstance(port: string, uplink: Uplink, pid: number): Promise<void>;
  /** Puts a cable between the site's router and the eth0 of the host whose pid 1 is `pid`. */
  plugSite(site: SitePlan, pid: number): Promise<void>;
  /** Puts AWS's API, which listens on the Unix socket `socket`, on the internet. */
  plugApi(socket: string): Promise<void>;
  /** Has the edge answer instances that ask for metadata. `socket` is a Unix socket's path; in it stands CLIENT for the private address of whoever asks. */
  plugMetadata(socket: string): Promise<void>;
  /** Replaces the edge's mappings and security groups; resolves when packets follow them. */
  setEdge(state: EdgeState): Promise<void>;
  /** Whether `address` answers the edge within 300 ms. */
  answers(address: string): Promise<boolean>;
  /** Holders of the network namespaces, for who wants to break something there. */
  readonly edgePid: number;
  /** Throws RangeError for a site that has no router. */
  routerPid(site: string): number;
  close(): Promise<void>;
}

/** A router forwards, and takes packets on whatever interface they come by. */
const ROUTER = "sysctl -q net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0";

/** A cable whose near end `port` has the gateway address of the host that gets the other end as its eth0. */
function hostCable(port: string, uplink: Uplink, pid: number): string {
  const length = uplink.address.split("/")[1];
  return ipBatch([
    `link add ${port} type veth peer name eth0 netns ${pid}`,
    `address add ${uplink.gateway}/${length} dev ${port}`,
    `link set ${port} up`,
  ]);
}

/** The internet's end of the cables to the edge and to the sites' routers. */
function internetScript(edge: NetworkNamespace, routers: readonly [SitePlan, NetworkNamespace][]): string[] {
  const sites = routers.flatMap(([site, router]) => {
    const port = `site${site.tunnel.number}`;
    return [
      `link add ${port} type veth peer name wan netns ${router.pid}`,
      `address add ${INTERNET_ADDRESS} peer ${sitePublicAddress(site)} dev ${port}`,
      `link set ${port} up`,
    ];
  });
  return [
    ROUTER,
    ipBatch([
      "link set lo up",
      `address add ${API_ADDRESS}/32 dev lo`,
      `link add edge type veth peer name internet netns ${edge.pid}`,
      `address add ${INTERNET_ADDRESS} peer ${EDGE_ADDRESS} dev edge`,
      "link set edge up",
      `route add default via ${EDGE_ADDRESS}`,
      ...sites,
    ]),
  ];
}

/** The far end of a cable to the internet. */
function internetUplink(port: string, address: string): string {
  return ipBatch([
    "link set lo up",
    `address add ${address} peer ${INTERNET_ADDRESS} dev ${port}`,
    `link set ${port} up`,
    `route add default via ${INTERNET_ADDRESS}`,
  ]);
}

/** Before there is an instance. */
const NOTHING: EdgeState = { addresses: new Map(), ingress: new Map() };

/** Builds the fabric. It has no name and no interface in the machine's own namespace, and dies with this process. */
export async function createFabric(runner: Runner, sites: readonly SitePlan[]): Promise<Fabric> {
  const [internet, edge, ...rest] = await Promise.all(
    ["internet", "edge", ...sites].map(() => createNetworkNamespace(runner)),
  );
  if (!internet || !edge) throw new Error("unreachable: two namespaces were made");
  const routers = rest.map((router, index): [SitePlan, NetworkNamespace] => [sites[index] as SitePlan, router]);
  const namespaces = [internet, edge, ...rest];
  const relays: Relay[] = [];
  const close = async () => {
    await Promise.all(relays.map((relay) => relay.close()));
    await Promise.all(namespaces.map((namespace) => namespace.close()));
  };
  try {
    await configure(runner, internet.pid, internetScript(edge, routers));
    await Promise.all([
      configure(runner, edge.pid, [
        ROUTER,
        internetUplink("internet", EDGE_ADDRESS),
        `ip address add ${METADATA_ADDRESS}/32 dev lo`,
        nft(renderEdgeRules(NOTHING)),
      ]),
      ...routers.map(([site, router]) => {
        const address = sitePublicAddress(site);
        return configure(runner, router.pid, [ROUTER, internetUplink("wan", address), nft(renderRouterRules(address))]);
      }),
    ]);
  } catch (error) {
    await close();
    throw error;
  }
  function routerPid(site: string): number {
    const router = routers.find(([{ name }]) => name === site)?.[1];
    if (!router) throw new RangeError(`${site} has no router`);
    return router.pid;
  }
  // The kernel takes a dead host's interface away a moment after the host: what is left of it goes first.
  const plug = (at: number, port: string, uplink: Uplink, pid: number) =>
    configure(runner, at, [`ip link delete ${port} 2>/dev/null || :`, hostCable(port, uplink, pid)]);
  return {
    plugInstance: (port, uplink, pid) => plug(edge.pid, port, uplink, pid),
    plugSite: (site, pid) => plug(routerPid(site.name), "lan", siteUplink(site), pid),
    async plugApi(socket) {
      relays.push(await startRelay(runner, internet.pid, { address: API_ADDRESS, socket }));
    },
    async plugMetadata(socket) {
      relays.push(await startRelay(runner, edge.pid, { address: METADATA_ADDRESS, socket }));
    },
    setEdge: (state) => configure(runner, edge.pid, [nft(renderEdgeRules(state))]),
    async answers(address) {
      const ping = ["ping", "-n", "-q", "-c", "1", "-W", "0.3", address];
      return (await runner.run(insideNamespaces(edge.pid, ["net"], ping))).code === 0;
    },
    edgePid: edge.pid,
    routerPid,
    close,
  };
}
