import type { HubPlan, WanPlan } from "../../plan/index.ts";
import type { Seen } from "../types.ts";
import { type HostFacts, readHost } from "./host.ts";
import type { Collection } from "./types.ts";

/** A WAN as planned and as collected, and what both say together. */
export interface Scene {
  plan: WanPlan;
  collection: Collection;
  /** By name; of a host that was not asked everything is unseen. */
  host(name: string): HostFacts;
  /** Hubs that carry the sites' traffic: the one that holds the address, by AWS's word. */
  serves(hub: HubPlan): boolean;
}

/** Sets the scene. Without AWS's word a hub serves when it has a session with a site. */
export function setScene(plan: WanPlan, collection: Collection): Scene {
  const names = [...plan.hubs, ...plan.sites].map(({ name }) => name);
  const hosts = new Map(names.map((name) => [name, readHost(collection, name)]));
  const host = (name: string): HostFacts => hosts.get(name) ?? readHost(collection, name);
  const holder = holderOf(collection);
  const serves = (hub: HubPlan): boolean =>
    "seen" in holder ? holder.seen === hub.name : hasSiteSession(hub, host(hub.name));
  return { plan, collection, host, serves };
}

function holderOf({ cloud }: Collection): Seen<string | undefined> {
  if ("unseen" in cloud) return cloud;
  const { address, hubs } = cloud.seen.state;
  return { seen: hubs.find(({ instanceId }) => instanceId === address.holder)?.name };
}

function hasSiteSession({ tunnels }: HubPlan, { summary }: HostFacts): boolean {
  if ("unseen" in summary) return false;
  return tunnels.some((tunnel) =>
    summary.seen.peers.some(({ address, established }) => established && address === tunnel.peerAddress),
  );
}
