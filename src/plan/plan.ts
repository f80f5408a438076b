import type { WanSpec } from "../spec/index.ts";
import { planAutomation } from "./automation.ts";
import { hashOfPlan } from "./hash.ts";
import { planHub, planHubTunnels } from "./hub.ts";
import { planHubPorts } from "./hub-link.ts";
import { planSites } from "./site.ts";
import type { FirewallPlan, HubTunnelPlan, WanPlan } from "./types.ts";
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
  const vpc = planVpc(spec);
  const tunnels = planHubTunnels(spec);
  const plan = {
    name: spec.name,
    region: spec.region,
    profile: spec.profile,
    hubs: [planHub(spec, "primary", vpc, tunnels), planHub(spec, "standby", vpc, tunnels)] as const,
    sites: planSites(spec),
    vpc,
    firewall: planFirewall(spec, tunnels),
    automation: planAutomation(spec),
    mtu: spec.wireguard.mtu,
    bfd: spec.bfd,
  };
  return {
    ...plan,
    hubAddress: options.hubAddress ?? spec.hubs.address,
    alerts: { email: [...new Set(spec.alerts.email)] },
    hash: hashOfPlan(plan),
  };
}

function planFirewall(spec: WanSpec, tunnels: readonly HubTunnelPlan[]): FirewallPlan {
  const { basePort } = spec.wireguard;
  const lastTunnel = tunnels.at(-1)?.number ?? 1;
  return {
    wireguardPorts: { from: basePort, to: basePort + lastTunnel - 1 },
    hubPorts: planHubPorts(spec),
    trustedSsh: spec.trustedSsh,
  };
}
