import type { WanSpec } from "../spec/index.ts";
import { transitNet } from "./transit.ts";
import type { HubLinkPlan, HubPorts, HubRole, WanPlan } from "./types.ts";
import { hubAddressIn, subnetOfHub } from "./vpc.ts";

/** How many ports below the sites' the hubs take for themselves. */
export const HUB_PORTS_BELOW = 3;
/** TCP, so it is in no tunnel's way. */
const HTTP_PORT = 51880;

/** Tunnels count from 1, so the first block of the transit range is nobody's. */
const LINK_BLOCK = 0;

/** The hubs' own ports, counted down from the first tunnel's. */
export function planHubPorts({ profile, wireguard }: WanSpec): HubPorts | undefined {
  if (profile === "reference") return undefined;
  const { basePort } = wireguard;
  return { link: basePort - 1, proof: basePort - 2, sync: basePort - HUB_PORTS_BELOW, http: HTTP_PORT };
}

/** One hub's end of the hub link: the primary has the /30's first address. */
export function planHubLink(spec: WanSpec, role: HubRole, vpc: WanPlan["vpc"]): HubLinkPlan | undefined {
  const ports = planHubPorts(spec);
  if (!ports) return undefined;
  const net = transitNet(spec.transit, LINK_BLOCK);
  const [address, peerAddress] = role === "primary" ? [net.hub, net.site] : [net.site, net.hub];
  const other = role === "primary" ? "standby" : "primary";
  return {
    interface: "hub0",
    listenPort: ports.link,
    address: `${address}/${net.network.prefix}`,
    peer: spec.hubs[other],
    peerAddress,
    peerPrivateAddress: hubAddressIn(subnetOfHub(vpc, other)),
  };
}
