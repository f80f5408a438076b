import type { HubPlan, SitePlan, WanPlan } from "../../plan/index.ts";
import type { Scene } from "./scene.ts";

/** A host that speaks BGP, as planned. */
export interface Speaker {
  name: string;
  /** What it announces itself, CIDR. */
  own: readonly string[];
  sessions: readonly PlannedSession[];
  /** What it must learn, and how. */
  routes: readonly PlannedRoute[];
}

export interface PlannedSession {
  to: string;
  address: string;
  /** Prefixes that it must send there; undefined where that follows from the role of the moment. */
  sends: number | undefined;
}

export interface PlannedRoute {
  /** CIDR */
  prefix: string;
  gateway: string;
  interface: string;
  asPath: readonly number[];
}

/** The hosts whose BGP carries the overlay. A standby of the reference knows nobody until it is the active hub. */
export function speakers(scene: Scene): Speaker[] {
  const { plan } = scene;
  const hubs = plan.hubs.filter((hub) => hub.link || scene.serves(hub));
  return [...hubs.map((hub) => hubSpeaker(scene, hub)), ...plan.sites.map((site) => siteSpeaker(plan, site))];
}

/** The reference filters nothing: everybody sends everything back, and its receiver refuses its own AS number in the path. */
function countAll({ sites }: WanPlan): number {
  return 1 + sites.reduce((sum, { prefixes }) => sum + prefixes.length, 0);
}

function hubSpeaker({ plan, serves }: Scene, hub: HubPlan): Speaker {
  const { link, tunnels } = hub;
  const sends = (prefixes: readonly string[]) =>
    plan.profile === "reference" ? countAll(plan) : countAll(plan) - prefixes.length;
  const sites = tunnels.map(({ site: to, peerAddress: address, prefixes }) => ({
    to,
    address,
    sends: sends(prefixes),
  }));
  return {
    name: hub.name,
    own: [`${hub.loopback}/32`],
    sessions: [
      ...(link ? [{ to: link.peer, address: link.peerAddress, sends: undefined }] : []),
      ...(serves(hub) ? sites : []),
    ],
    // A hot standby learns them from its peer with the next hop of its own tunnel: they are in place before they are needed.
    routes: tunnels.flatMap(({ peerAddress: gateway, interface: name, peerAsn, prefixes }) =>
      prefixes.map((prefix) => ({ prefix, gateway, interface: name, asPath: [peerAsn] })),
    ),
  };
}

function siteSpeaker(plan: WanPlan, site: SitePlan): Speaker {
  const { peerAddress: gateway, peerAsn, interface: name } = site.tunnel;
  const others = plan.sites.filter((other) => other !== site);
  const through = { gateway, interface: name };
  return {
    name: site.name,
    own: site.prefixes,
    sessions: [
      {
        to: plan.hubs.map((hub) => hub.name).join(" or "),
        address: gateway,
        sends: plan.profile === "reference" ? countAll(plan) : site.prefixes.length,
      },
    ],
    routes: [
      { prefix: `${plan.hubs[0].loopback}/32`, ...through, asPath: [peerAsn] },
      ...others.flatMap(({ asn, prefixes }) =>
        prefixes.map((prefix) => ({ prefix, ...through, asPath: [peerAsn, asn] })),
      ),
    ],
  };
}
