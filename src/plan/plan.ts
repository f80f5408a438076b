import type { WanSpec } from "../spec/index.ts";
import { planAutomation } from "./automation.ts";
import { planHub, planHubTunnels } from "./hub.ts";
import { planSites } from "./site.ts";
import type { WanPlan } from "./types.ts";
import { planVpc } from "./vpc.ts";

export interface PlanOptions {
  /** The Elastic IP that was allocated; it wins over the one in wan.yaml. */
  hubAddress?: string | undefined;
}

/**
 * Resolves every address, port, peer, ASN, name and role. Equal input gives an equal plan. `spec` must be free of issues: `readWan`
 * checks it.
 */
export function planWan(spec: WanSpec, options: PlanOptions = {}): WanPlan {
  const { basePort } = spec.wireguard;
  const vpc = planVpc(spec);
  const tunnels = planHubTunnels(spec);
  const lastTunnel = tunnels.at(-1)?.number ?? 1;
  return {
    name: spec.name,
    region: spec.region,
    profile: spec.profile,
    hubAddress: options.hubAddress ?? spec.hubs.address,
    hubs: [planHub(spec, "primary", vpc.subnets[0], tunnels), planHub(spec, "standby", vpc.subnets[1], tunnels)],
    sites: planSites(spec),
    vpc,
    firewall: { wireguardPorts: { from: basePort, to: basePort + lastTunnel - 1 }, trustedSsh: spec.trustedSsh },
    automation: planAutomation(spec),
  };
}
