import type { HubPlan, HubTunnelPlan, SitePlan, SubnetPlan, WanPlan } from "../../src/plan/index.ts";

const subnets: readonly [SubnetPlan, SubnetPlan] = [
  { cidr: "10.0.0.0/24", gateway: "10.0.0.1", zone: 0 },
  { cidr: "10.0.1.0/24", gateway: "10.0.1.1", zone: 1 },
];

const site = (n: number): SitePlan => ({
  name: `SITE${n}-LF1`,
  asn: 65100 + n,
  loopback: `172.16.${n}.1`,
  routerId: `1.1.1.${10 + n}`,
  networks: [],
  publicAddress: `198.51.100.${n}`,
  publicKey: undefined,
  tunnel: {
    interface: "wg0",
    number: n,
    listenPort: 51820,
    address: `10.100.${n}.2/30`,
    peerAddress: `10.100.${n}.1`,
    peerAsn: 65000,
    endpointPort: 51819 + n,
    allowedIps: ["10.100.0.0/16", "172.16.0.0/16"],
    keepalive: 25,
  },
});

const tunnel = (n: number): HubTunnelPlan => ({
  interface: `wg${n - 1}`,
  site: `SITE${n}-LF1`,
  number: n,
  listenPort: 51819 + n,
  address: `10.100.${n}.1/30`,
  peerAddress: `10.100.${n}.2`,
  peerAsn: 65100 + n,
  allowedIps: [`10.100.${n}.2/32`, `172.16.${n}.1/32`],
  endpoint: undefined,
  keepalive: 25,
});

const hub = (name: string, role: HubPlan["role"], subnet: SubnetPlan, privateAddress: string): HubPlan => ({
  name,
  role,
  asn: 65000,
  loopback: "172.16.0.1",
  routerId: "1.1.1.1",
  privateAddress,
  subnet,
  instanceType: "t3.micro",
  tunnels: [1, 2, 3].map(tunnel),
});

/** The reference WAN's plan, written by hand: what the stack makes of a plan must not hang on how plans are made. */
export const dc1: WanPlan = {
  name: "dc1",
  region: "us-east-1",
  profile: "reference",
  hubAddress: undefined,
  hubs: [hub("DC1-SP1", "primary", subnets[0], "10.0.0.10"), hub("DC1-SP2", "standby", subnets[1], "10.0.1.10")],
  sites: [1, 2, 3].map(site),
  vpc: { cidr: "10.0.0.0/16", subnets },
  firewall: { wireguardPorts: { from: 51820, to: 51822 }, trustedSsh: ["192.0.2.0/24"] },
  automation: {
    failback: "on-running",
    failoverFunction: "EIP-Failover-DC1",
    failbackFunction: "EIP-Failback-DC1",
    stopRule: "Failover-EIP-on-DC1-SP1-Instance-Stoppage",
    startRule: "Failback-EIP-on-DC1-SP1-Instance-Start",
    alarmRule: "Failover-EIP-on-DC1-SP1-Alarm",
    alarm: "DC1-SP1-StatusFailed-Alarm",
  },
};
