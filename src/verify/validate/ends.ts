import type { HubPlan, SitePlan, WanPlan } from "../../plan/index.ts";
import type { Scene } from "./scene.ts";

/** One end of a tunnel, as planned. */
export interface TunnelEnd {
  host: string;
  interface: string;
  /** With prefix length. */
  address: string;
  listenPort: number;
  allowedIps: readonly string[];
  /** Seconds; `off` for a standby that must be silent, undefined where the agent decides. */
  keepalive: number | "off" | undefined;
  /** `address:port` that it must call; undefined where it learns it. */
  endpoint: string | undefined;
  /** Carries packets now. */
  active: boolean;
  /** The hosts at the other end, of which both hubs have the same key, and their interface. */
  peer: { hosts: readonly string[]; interface: string };
}

/** Every end of every tunnel: hubs first, each with its tunnels in order, then the sites. */
export function tunnelEnds(scene: Scene): TunnelEnd[] {
  const { plan } = scene;
  return [
    ...plan.hubs.flatMap((hub) => [...siteEnds(plan, hub, scene.serves(hub)), ...linkEnds(hub)]),
    ...plan.sites.map((site) => hubEnd(plan, site)),
  ];
}

function siteEnds({ profile, sites }: WanPlan, hub: HubPlan, serves: boolean): TunnelEnd[] {
  // In a hot standby the agent sets the keepalive with the endpoint, and a hub that heard the site first needs neither.
  const hot = serves ? undefined : ("off" as const);
  return hub.tunnels.map((tunnel) => ({
    host: hub.name,
    interface: tunnel.interface,
    address: tunnel.address,
    listenPort: tunnel.listenPort,
    allowedIps: tunnel.allowedIps,
    keepalive: profile === "reference" ? tunnel.keepalive : hot,
    endpoint: undefined,
    active: serves,
    peer: {
      hosts: [tunnel.site],
      interface: sites.find(({ name }) => name === tunnel.site)?.tunnel.interface ?? "",
    },
  }));
}

function linkEnds({ name: host, link }: HubPlan): TunnelEnd[] {
  if (!link) return [];
  const { interface: name, address, listenPort, peer, peerAddress, peerPrivateAddress } = link;
  return [
    {
      host,
      interface: name,
      address,
      listenPort,
      allowedIps: [`${peerAddress}/32`],
      keepalive: undefined,
      endpoint: `${peerPrivateAddress}:${listenPort}`,
      active: true,
      peer: { hosts: [peer], interface: name },
    },
  ];
}

function hubEnd({ hubs, hubAddress }: WanPlan, { name: host, tunnel }: SitePlan): TunnelEnd {
  const atHub = hubs[0].tunnels.find(({ site }) => site === host);
  return {
    host,
    interface: tunnel.interface,
    address: tunnel.address,
    listenPort: tunnel.listenPort,
    allowedIps: tunnel.allowedIps,
    keepalive: tunnel.keepalive,
    endpoint: hubAddress && `${hubAddress}:${tunnel.endpointPort}`,
    active: true,
    peer: { hosts: hubs.map(({ name }) => name), interface: atHub?.interface ?? "" },
  };
}

/** How a setting gets into the file and into the running interface, without breaking the tunnel. */
export function bringIn({ host, interface: name }: TunnelEnd, setting: string): string {
  return `on ${host}: ${setting} in /etc/wireguard/${name}.conf, then \`wg syncconf ${name} <(wg-quick strip ${name})\``;
}
