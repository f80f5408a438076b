import { hubshiftError } from "../../errors/index.ts";
import type { KeyRing } from "../../keys/index.ts";
import {
  type HubLinkPlan,
  type HubPlan,
  type HubPorts,
  type HubTunnelPlan,
  hashOfNetwork,
  type WanPlan,
} from "../../plan/index.ts";

function siteConfig({ site: name, listenPort, allowedIps, peerAddress, keepalive, ...tunnel }: HubTunnelPlan) {
  return { name, interface: tunnel.interface, listenPort, allowedIps, transitAddress: peerAddress, keepalive };
}

function linkConfig(link: HubLinkPlan, { sync }: HubPorts) {
  const { interface: name, address, listenPort } = link;
  return { interface: name, address: address.replace(/\/.*/, ""), listenPort, syncPort: sync };
}

/** `agent.json` of a hub: what its agent must know of the plan. It holds no secret. */
export function renderAgentConfig(plan: WanPlan, keys: KeyRing, hub: HubPlan): string {
  const { hubPorts } = plan.firewall;
  const { link } = hub;
  const publicKey = link && keys.links.get(link.peer)?.publicKey;
  if (!link || !hubPorts || publicKey === undefined) throw hubshiftError("link-key-unknown", { wan: plan.name });
  if (plan.hubAddress === undefined) throw hubshiftError("hub-address-unknown", { wan: plan.name });
  const config = {
    wan: plan.name,
    planHash: plan.hash,
    networkHash: hashOfNetwork(plan),
    region: plan.region,
    hub: hub.name,
    role: hub.role,
    privateAddress: hub.privateAddress,
    elasticAddress: plan.hubAddress,
    peer: {
      name: link.peer,
      privateAddress: link.peerPrivateAddress,
      linkAddress: link.peerAddress,
      publicKey,
    },
    link: linkConfig(link, hubPorts),
    proofPort: hubPorts.proof,
    httpPort: hubPorts.http,
    sites: hub.tunnels.map(siteConfig),
    failback: plan.automation.failback,
    moves: plan.automation.moves,
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

/**
 * The agent's service. systemd stops services in the reverse of their order, so on a shutdown the agent ends first, while the
 * tunnels and FRR still serve, and hands the address over.
 */
export function renderAgentService({ tunnels, link }: HubPlan): string {
  const interfaces = [...(link ? [link.interface] : []), ...tunnels.map((tunnel) => tunnel.interface)];
  return [
    "[Unit]",
    "Description=Hub agent of the WAN",
    "Documentation=man:wg(8)",
    "Wants=network-online.target",
    "After=network-online.target nftables.service frr.service",
    ...interfaces.map((name) => `After=wg-quick@${name}.service`),
    "",
    "[Service]",
    "Type=simple",
    "ExecStart=/usr/bin/node /opt/hubshift/hubshift-agent.mjs",
    "Restart=always",
    "RestartSec=1",
    "TimeoutStopSec=30",
    "# root without its power: NET_ADMIN for wg and conntrack, NET_RAW for ping; the group opens FRR's sockets.",
    "CapabilityBoundingSet=CAP_NET_ADMIN CAP_NET_RAW",
    "SupplementaryGroups=frrvty",
    "NoNewPrivileges=yes",
    "ProtectSystem=strict",
    "ProtectHome=yes",
    "PrivateTmp=yes",
    "ProtectKernelTunables=yes",
    "ProtectKernelModules=yes",
    "ProtectControlGroups=yes",
    "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK",
    "RestrictNamespaces=yes",
    "RestrictSUIDSGID=yes",
    "LockPersonality=yes",
    "",
    "[Install]",
    "WantedBy=multi-user.target",
    "",
  ].join("\n");
}
