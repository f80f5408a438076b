import { createHash } from "node:crypto";
import type { HubTunnelPlan, WanPlan } from "./types.ts";

/** JSON with every object's keys in order, so that equal values have equal texts. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

const digest = (value: unknown): string => createHash("sha256").update(canonical(value)).digest("hex");

/** SHA-256 (hex) of a plan without the address that is known only after a deployment, and without what no host is told of. */
export function hashOfPlan(plan: Omit<WanPlan, "hash" | "hubAddress" | "alerts">): string {
  const hubs = plan.hubs.map(({ instanceType: _, ...told }) => told);
  return digest({ ...plan, hubs });
}

/** SHA-256 (hex) of what two hubs must have in common, whichever sites each of them knows, so that one can relieve the other. */
export function hashOfNetwork({ name, region, profile, hubs, vpc, firewall, automation, mtu, bfd }: WanPlan): string {
  const apart = hubs.map(({ instanceType: _, tunnels: __, ...told }) => told);
  const { hubPorts } = firewall;
  return digest({ name, region, profile, hubs: apart, vpc, hubPorts, automation, mtu, bfd });
}

/** The first 16 hex digits of SHA-256 over a site as the hubs know it: a template has one for each site. */
export const hashOfTunnel = (tunnel: HubTunnelPlan): string => digest(tunnel).slice(0, 16);
