import { CloudWatchClient, DisableAlarmActionsCommand, EnableAlarmActionsCommand } from "@aws-sdk/client-cloudwatch";
import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  ModifyInstanceAttributeCommand,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import { DeleteFunctionConcurrencyCommand, LambdaClient, PutFunctionConcurrencyCommand } from "@aws-sdk/client-lambda";
import type { AttachedLab, LabStatus } from "../../src/lab/index.ts";

/** What somebody did by hand on a running laboratory, and how it is mended. */
export interface Sabotage {
  what: string;
  /** `check subject` of everything that fails then, and nothing else. */
  fails: readonly string[];
  /** In the advice of the first of them. */
  advice: RegExp;
  strike(site: Site): Promise<unknown>;
  mend(site: Site): Promise<unknown>;
}

/** Where sabotage happens. */
export interface Site {
  lab: AttachedLab;
  status: LabStatus;
}

const place = ({ status: { cloudUrl: endpoint, region, credentials } }: Site) => ({ endpoint, region, credentials });

async function shell({ lab }: Site, host: string, script: string): Promise<string> {
  const { code, stdout, stderr } = await lab.run(host, ["bash", "-ec", script]);
  if (code !== 0) throw new Error(`${host}: ${script}: ${stderr}`);
  return stdout.trim();
}

const onHost = (host: string, strike: string, mend: string) => ({
  strike: (site: Site) => shell(site, host, strike),
  mend: (site: Site) => shell(site, host, mend),
});

/** The only peer of an interface. */
const peerAt = (name: string) => `$(wg show ${name} peers)`;

const pair = (from: string, to: string) => [`connectivity.ping ${from} to ${to}`, `connectivity.path ${from} to ${to}`];

/** Both ways between a site and all others, the hub included. */
const cutOff = (site: string, loopback: string, others: readonly [site: string, loopback: string][]) => [
  ...pair(site, "172.16.0.1"),
  ...others.flatMap(([other, address]) => [...pair(site, address), ...pair(other, loopback)]),
];

const [SITE1, SITE2, SITE3] = [
  ["SITE1-LF1", "172.16.1.1"],
  ["SITE2-LF1", "172.16.2.1"],
  ["SITE3-LF1", "172.16.3.1"],
] as const;
const withoutSite1 = cutOff(...SITE1, [[...SITE2], [...SITE3]]);
const withoutSite3 = cutOff(...SITE3, [[...SITE1], [...SITE2]]);

/** On hosts: tunnels, BGP, routes, firewalls, keys, clocks. */
export const onHosts: readonly Sabotage[] = [
  {
    // At a site: a hub's agent would put its own peers right again.
    what: "AllowedIPs that miss the other sites",
    fails: [
      "underlay.allowed-ips SITE1-LF1 wg0",
      ...[SITE2, SITE3].flatMap(([site, loopback]) => [...pair("SITE1-LF1", loopback), ...pair(site, "172.16.1.1")]),
    ],
    advice: /on SITE1-LF1: AllowedIPs = 10\.100\.0\.0\/16, 172\.16\.0\.0\/16 in \/etc\/wireguard\/wg0\.conf/,
    ...onHost(
      "SITE1-LF1",
      `wg set wg0 peer ${peerAt("wg0")} allowed-ips 10.100.0.0/16,172.16.0.0/24`,
      `wg set wg0 peer ${peerAt("wg0")} allowed-ips 10.100.0.0/16,172.16.0.0/16`,
    ),
  },
  {
    what: "a static route",
    fails: ["overlay.kernel-routes SITE1-LF1", "overlay.static SITE1-LF1"],
    advice: /a route that BGP did not make is in its way/,
    ...onHost(
      "SITE1-LF1",
      "ip route add 172.16.2.1/32 via 10.100.1.1 dev wg0",
      "ip route del 172.16.2.1/32 via 10.100.1.1 dev wg0 proto boot",
    ),
  },
  {
    what: "a route past the tunnel",
    fails: [
      "overlay.kernel-routes SITE1-LF1",
      "overlay.static SITE1-LF1",
      ...pair("SITE1-LF1", "172.16.3.1"),
      ...pair("SITE3-LF1", "172.16.1.1"),
    ],
    advice: /a route that BGP did not make is in its way/,
    ...onHost(
      "SITE1-LF1",
      "ip route add 172.16.3.1/32 via 100.65.1.1 dev eth0",
      "ip route del 172.16.3.1/32 via 100.65.1.1 dev eth0",
    ),
  },
  {
    what: "forwarding off",
    fails: ["security.forwarding SITE1-LF1"],
    advice: /`sysctl -w net\.ipv4\.ip_forward=1` on SITE1-LF1/,
    ...onHost("SITE1-LF1", "sysctl -w net.ipv4.ip_forward=0", "sysctl -w net.ipv4.ip_forward=1"),
  },
  {
    what: "a port opened in a host's firewall",
    fails: ["security.firewall DC1-SP1"],
    advice: /`nft -f \/etc\/nftables\.conf` on DC1-SP1/,
    ...onHost("DC1-SP1", "nft insert rule inet hubshift input tcp dport 8080 accept", "nft -f /etc/nftables.conf"),
  },
  {
    what: "a wrong MTU",
    fails: ["underlay.mtu SITE3-LF1 wg0"],
    advice: /on SITE3-LF1: MTU = 1420/,
    ...onHost("SITE3-LF1", "ip link set wg0 mtu 8921", "ip link set wg0 mtu 1420"),
  },
  {
    what: "no keepalive",
    fails: ["underlay.keepalive SITE2-LF1 wg0"],
    advice: /on SITE2-LF1: PersistentKeepalive = 25 .*NAT forgets a tunnel/,
    ...onHost(
      "SITE2-LF1",
      `wg set wg0 peer ${peerAt("wg0")} persistent-keepalive off`,
      `wg set wg0 peer ${peerAt("wg0")} persistent-keepalive 25`,
    ),
  },
  {
    what: "a key that everybody may read",
    fails: ["security.keys SITE2-LF1"],
    advice: /chmod -R go= \/etc\/wireguard` on SITE2-LF1/,
    ...onHost("SITE2-LF1", "chmod 644 /etc/wireguard/wg0.conf", "chmod 600 /etc/wireguard/wg0.conf"),
  },
  {
    // All hosts of a laboratory have the machine's clock; what tells the time there is replaced.
    what: "a clock that is seven seconds ahead",
    fails: ["clocks.hubs DC1-SP1 and DC1-SP2"],
    advice: /`chronyc tracking` on both hubs/,
    ...onHost(
      "DC1-SP2",
      `cp /usr/bin/date /run/date; printf '#!/bin/sh\\nexec /run/date -d +7seconds "$@"\\n' >/run/ahead; chmod 755 /run/ahead; mount --bind /run/ahead /usr/bin/date`,
      "umount /usr/bin/date",
    ),
  },
  {
    what: "a prefix filter that lets a site's loopback not in",
    fails: [
      ...["DC1-SP1", "DC1-SP2", "SITE2-LF1", "SITE3-LF1"].flatMap((host) => [
        `overlay.prefixes ${host}`,
        `overlay.kernel-routes ${host}`,
      ]),
      "overlay.sent DC1-SP1 to SITE2-LF1",
      "overlay.sent DC1-SP1 to SITE3-LF1",
      ...withoutSite1,
    ],
    advice: /prefix lists in \/etc\/frr\/frr\.conf of DC1-SP1/,
    ...onHost(
      "DC1-SP1",
      "vtysh -c 'conf t' -c 'ip prefix-list FROM-SITE1-LF1 seq 1 deny 172.16.1.1/32' -c end -c 'clear bgp 10.100.1.2 soft in'",
      "vtysh -c 'conf t' -c 'no ip prefix-list FROM-SITE1-LF1 seq 1 deny 172.16.1.1/32' -c end -c 'clear bgp 10.100.1.2 soft in'",
    ),
  },
  {
    // Killed: bgpd that is asked to end takes its routes back, or leaves them to graceful restart, as its messages to zebra still go out or not.
    // watchfrr would start it again.
    what: "a bgpd that died",
    fails: [
      "overlay.router-ids all speakers",
      "overlay.session DC1-SP1 to SITE3-LF1",
      ...["SITE1-LF1", "SITE2-LF1", "SITE3-LF1"].map((site) => `overlay.sent DC1-SP1 to ${site}`),
      ...["session", "sent"].map((check) => `overlay.${check} SITE3-LF1 to DC1-SP1 or DC1-SP2`),
      ...["next-hop", "as-path"].map((check) => `overlay.${check} SITE3-LF1`),
      ...["DC1-SP1", "DC1-SP2", "SITE1-LF1", "SITE2-LF1", "SITE3-LF1"].map((host) => `overlay.prefixes ${host}`),
      // The site itself goes on forwarding by the routes that it had (RFC 4724, preserve-fw-state).
      ...["DC1-SP1", "DC1-SP2", "SITE1-LF1", "SITE2-LF1"].map((host) => `overlay.kernel-routes ${host}`),
      ...withoutSite3,
    ],
    advice: /vtysh on SITE3-LF1 ended with status 1: bgpd is not running/,
    ...onHost(
      "SITE3-LF1",
      "kill $(cat /run/frr/watchfrr.pid); kill -9 $(cat /run/frr/bgpd.pid)",
      "/usr/lib/frr/frrinit.sh restart",
    ),
  },
  {
    // At the standby nobody's packets tell: it would come to light when the primary is gone.
    what: "a swapped key",
    fails: ["underlay.peer-key SITE2-LF1 wg0", "availability.hub DC1-SP2"],
    advice: /DC1-SP1 and DC1-SP2 have different keys/,
    ...onHost(
      "DC1-SP2",
      "wg set wg1 private-key <(wg genkey)",
      "wg set wg1 private-key <(sed -n 's/^PrivateKey = //p' /etc/wireguard/wg1.conf)",
    ),
  },
  {
    what: "no iBGP between the hubs",
    fails: [
      "overlay.session DC1-SP1 to DC1-SP2",
      "overlay.session DC1-SP2 to DC1-SP1",
      ...["prefixes", "next-hop", "as-path", "kernel-routes"].map((check) => `overlay.${check} DC1-SP2`),
      "availability.hub DC1-SP2",
    ],
    advice: /if `ping 10\.100\.0\.2` works on DC1-SP1, look at FRR on both: .*show ip bgp neighbors 10\.100\.0\.2/,
    ...onHost(
      "DC1-SP2",
      "vtysh -c 'conf t' -c 'router bgp' -c 'neighbor 10.100.0.1 shutdown'",
      "vtysh -c 'conf t' -c 'router bgp' -c 'no neighbor 10.100.0.1 shutdown'",
    ),
  },
];

const STOP_ALARM = "DC1-SP1-StatusFailed-Alarm";
const ALARM_RULE = "Failover-EIP-on-DC1-SP1-Alarm";
const FAILOVER = "EIP-Failover-DC1";

let removed: {
  rule: Parameters<typeof ruleOf>[0];
  targets: ConstructorParameters<typeof PutTargetsCommand>[0]["Targets"];
};
const ruleOf = ({ EventPattern, Description }: { EventPattern?: string; Description?: string }) => ({
  Name: ALARM_RULE,
  EventPattern,
  Description,
});

async function openPort(site: Site, open: boolean): Promise<void> {
  const ec2 = new EC2Client(place(site));
  const Filters = [{ Name: "tag:Name", Values: ["dc1-hubs"] }];
  const { SecurityGroups: [group] = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
  const rule = { GroupId: group?.GroupId, IpProtocol: "tcp", FromPort: 8080, ToPort: 8080, CidrIp: "0.0.0.0/0" };
  await (open
    ? ec2.send(new AuthorizeSecurityGroupIngressCommand(rule))
    : ec2.send(new RevokeSecurityGroupIngressCommand(rule)));
}

async function removeRule(site: Site): Promise<void> {
  const events = new EventBridgeClient(place(site));
  const rule = await events.send(new DescribeRuleCommand({ Name: ALARM_RULE }));
  const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule: ALARM_RULE }));
  removed = { rule, targets: Targets };
  await events.send(new RemoveTargetsCommand({ Rule: ALARM_RULE, Ids: Targets.map(({ Id = "" }) => Id) }));
  await events.send(new DeleteRuleCommand({ Name: ALARM_RULE }));
}

async function restoreRule(site: Site): Promise<void> {
  const events = new EventBridgeClient(place(site));
  await events.send(new PutRuleCommand(ruleOf(removed.rule)));
  await events.send(new PutTargetsCommand({ Rule: ALARM_RULE, Targets: removed.targets }));
}

const sourceCheck = (site: Site, Value: boolean) =>
  new EC2Client(place(site)).send(
    new ModifyInstanceAttributeCommand({ InstanceId: site.status.instances["DC1-SP1"], SourceDestCheck: { Value } }),
  );

/** In AWS: what lets packets in, and what moves the address. */
export const inAws: readonly Sabotage[] = [
  {
    what: "a port opened in the security group",
    fails: ["security.group DC1-SP1", "security.group DC1-SP2"],
    advice: /revoke-security-group-ingress/,
    strike: (site) => openPort(site, true),
    mend: (site) => openPort(site, false),
  },
  {
    what: "the source/destination check switched on",
    fails: ["security.source-check DC1-SP1"],
    advice: /--no-source-dest-check` for DC1-SP1/,
    strike: (site) => sourceCheck(site, true),
    mend: (site) => sourceCheck(site, false),
  },
  {
    what: "a rule that is gone",
    fails: [`availability.rule ${ALARM_RULE}`],
    advice: /build it anew from wan\.yaml/,
    strike: removeRule,
    mend: restoreRule,
  },
  {
    what: "an alarm whose actions are off",
    fails: [`availability.alarm ${STOP_ALARM}`],
    advice: /`aws cloudwatch enable-alarm-actions --alarm-names DC1-SP1-StatusFailed-Alarm`/,
    strike: (site) =>
      new CloudWatchClient(place(site)).send(new DisableAlarmActionsCommand({ AlarmNames: [STOP_ALARM] })),
    mend: (site) => new CloudWatchClient(place(site)).send(new EnableAlarmActionsCommand({ AlarmNames: [STOP_ALARM] })),
  },
  {
    what: "a function that may not run",
    fails: [`availability.function ${FAILOVER}`],
    advice: /get-function --function-name EIP-Failover-DC1`/,
    strike: (site) =>
      new LambdaClient(place(site)).send(
        new PutFunctionConcurrencyCommand({ FunctionName: FAILOVER, ReservedConcurrentExecutions: 0 }),
      ),
    mend: (site) =>
      new LambdaClient(place(site)).send(new DeleteFunctionConcurrencyCommand({ FunctionName: FAILOVER })),
  },
];
