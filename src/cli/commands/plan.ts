import type { Command } from "commander";
import type { WanPlan } from "../../plan/index.ts";
import { action, type Cli, type ExitCode, examples } from "../command.ts";
import type { Session } from "../session.ts";
import { table } from "../table.ts";
import { loadWan } from "../wan.ts";

interface PlanOptions {
  hosts?: boolean;
}

function overview(plan: WanPlan): string {
  const { alerts, automation, firewall, vpc } = plan;
  return [
    `WAN ${plan.name}, profile ${plan.profile}, region ${plan.region}, VPC ${vpc.cidr}`,
    `sites dial ${plan.hubAddress ?? "the Elastic IP, once it is allocated"}, UDP ${firewall.wireguardPorts.from}-${firewall.wireguardPorts.to}; ` +
      `SSH from ${firewall.trustedSsh.join(", ") || "nowhere"}`,
    `failback ${automation.failback}; functions ${automation.failoverFunction}, ${automation.failbackFunction}; alarm ${automation.alarm}; ` +
      `alarms go to ${alerts.email.join(", ") || "nobody by e-mail"}`,
    `rules ${automation.stopRule}, ${automation.startRule}, ${automation.alarmRule}`,
  ].join("\n");
}

function tables(session: Session, plan: WanPlan): string {
  const hubs = table(
    session,
    ["HUB", "ROLE", "AS", "LOOPBACK", "ROUTER ID", "PRIVATE ADDRESS", "SUBNET", "INSTANCE"],
    plan.hubs.map((hub) => [
      ...[hub.name, hub.role, hub.asn, hub.loopback, hub.routerId, hub.privateAddress],
      ...[hub.subnet.cidr, hub.instanceType],
    ]),
  );
  const sites = table(
    session,
    ["SITE", "AS", "LOOPBACK", "ROUTER ID", "NETWORKS", "PUBLIC ADDRESS"],
    plan.sites.map((site) => [
      ...[site.name, site.asn, site.loopback, site.routerId],
      ...[site.networks.join(", ") || "-", site.publicAddress ?? "-"],
    ]),
  );
  const hub = plan.hubs[0];
  const tunnels = table(
    session,
    ["TUNNEL", "HUB END", "UDP", "ADDRESS", "SITE END", "ADDRESS", "KEEPALIVE"],
    hub.tunnels.map((tunnel) => {
      const site = plan.sites.find((candidate) => candidate.name === tunnel.site)?.tunnel;
      return [
        ...[tunnel.number, tunnel.interface, tunnel.listenPort, tunnel.address],
        ...[`${tunnel.site} ${site?.interface ?? ""}`, site?.address ?? "", `${tunnel.keepalive} s`],
      ];
    }),
  );
  return [overview(plan), hubs, sites, tunnels].join("\n\n");
}

async function plan(session: Session, options: PlanOptions): Promise<ExitCode> {
  const wan = await loadWan(session);
  if (options.hosts) {
    session.print([...wan.plan.hubs, ...wan.plan.sites].map((host) => host.name).join("\n"));
    return 0;
  }
  if (session.json) session.print(JSON.stringify(wan.plan, null, 2));
  else session.print(tables(session, wan.plan));
  session.next("`hubshift render --out hosts` writes every host's files, `hubshift synth` the CloudFormation template");
  return 0;
}

/** `hubshift plan`: every address, port, peer, ASN and name that the wan.yaml leads to. */
export function addPlan(program: Command, cli: Cli): void {
  program
    .command("plan")
    .summary("show every derived address, port, peer and name")
    .description("Shows what a wan.yaml leads to: every address, port, peer, AS number and name, resolved.")
    .option("--hosts", "print the hosts' names only, one per line")
    .addHelpText(
      "after",
      examples(["hubshift plan", "tables"], ["hubshift plan --json | jq .hubs[0].tunnels", "one part for a script"]),
    )
    .action(action(cli, plan));
}
