import { ELASTIC, type Hub, LINK, must, other, PRIVATE, SITES } from "./network.ts";

interface KeyPair {
  secret: string;
  public: string;
}

export type Keys = Record<string, KeyPair> & Record<Hub | "hub", KeyPair>;

export async function makeKeys(): Promise<Keys> {
  const pair = async (): Promise<KeyPair> => {
    const secret = (await must(["wg", "genkey"])).trim();
    return { secret, public: (await must(["wg", "pubkey"], secret)).trim() };
  };
  const sites = await Promise.all(SITES.map(async (i) => [`site${i}`, await pair()] as const));
  return { ...Object.fromEntries(sites), hub: await pair(), hub1: await pair(), hub2: await pair() };
}

export function hubLinkConf(hub: Hub, keys: Keys): string {
  const peer = other(hub);
  return `[Interface]
ListenPort = 51819
PrivateKey = ${keys[hub].secret}
[Peer]
PublicKey = ${keys[peer].public}
AllowedIPs = ${LINK[peer]}/32
Endpoint = ${PRIVATE[peer]}:51819
`;
}

/** Without endpoint and keepalive: a hub that boots is silent. */
export function hubTunnelConf(i: number, keys: Keys): string {
  return `[Interface]
ListenPort = ${51819 + i}
PrivateKey = ${keys.hub.secret}
[Peer]
PublicKey = ${keys[`site${i}`]?.public}
AllowedIPs = 10.100.${i}.2/32, 172.16.${i}.1/32
`;
}

export function siteTunnelConf(i: number, keys: Keys): string {
  return `[Interface]
ListenPort = 51820
PrivateKey = ${keys[`site${i}`]?.secret}
[Peer]
PublicKey = ${keys.hub.public}
AllowedIPs = 10.100.0.0/16, 172.16.0.0/16
Endpoint = ${ELASTIC}:${51819 + i}
PersistentKeepalive = 25
`;
}

export function agentJson(hub: Hub, keys: Keys): string {
  const peer = other(hub);
  const sites = SITES.map((i) => ({
    name: `site${i}`,
    interface: `wg${i - 1}`,
    listenPort: 51819 + i,
    publicKey: keys[`site${i}`]?.public,
    allowedIps: [`10.100.${i}.2/32`, `172.16.${i}.1/32`],
    transitAddress: `10.100.${i}.2`,
    keepalive: 25,
  }));
  return JSON.stringify({
    wan: "lab",
    planHash: "plan",
    region: "eu-central-1",
    hub,
    role: hub === "hub1" ? "primary" : "standby",
    privateAddress: PRIVATE[hub],
    elasticAddress: ELASTIC,
    peer: { name: peer, privateAddress: PRIVATE[peer], linkAddress: LINK[peer], publicKey: keys[peer].public },
    link: { address: LINK[hub] },
    sites,
  });
}

/** Default drop, with what the agent needs. */
export const HUB_FIREWALL = `table inet host {
  chain input { type filter hook input priority 0; policy drop;
    ct state established,related accept
    iifname lo accept
    udp dport { 51818, 51819, 51820-51822 } accept
    iifname "hub0" icmp type echo-request accept
    iifname "hub0" udp dport { 3784, 51800 } accept
    iifname "hub0" tcp dport { 179, 51880 } accept
    iifname "wg*" icmp type echo-request accept
    iifname "wg*" tcp dport 179 accept
  }
}
`;

export function hubFrr(hub: Hub): string {
  const [own, peer] = [LINK[hub], LINK[other(hub)]];
  return `ip nht resolve-via-default
bfd
 peer ${peer} local-address ${own} interface hub0
  transmit-interval 100
  receive-interval 100
 exit
exit
${bgp(65000, `1.1.1.${hub === "hub1" ? 1 : 2}`, [...SITES.map((i): [string, number] => [`10.100.${i}.2`, 65100 + i]), [peer, 65000]], "172.16.0.1/32")}`;
}

function bgp(asn: number, id: string, neighbors: [string, number][], network: string): string {
  return `router bgp ${asn}
 bgp router-id ${id}
 no bgp ebgp-requires-policy
 bgp graceful-restart
 bgp graceful-restart stalepath-time 120
 bgp graceful-restart preserve-fw-state
 timers bgp 3 9
${neighbors.map(([address, as]) => ` neighbor ${address} remote-as ${as}\n neighbor ${address} timers connect 1`).join("\n")}
 address-family ipv4 unicast
  network ${network}
 exit-address-family
exit
`;
}

export function siteFrr(i: number): string {
  return bgp(65100 + i, `1.1.1.1${i}`, [[`10.100.${i}.1`, 65000]], `172.16.${i}.1/32`);
}
