import type { HostFiles } from "../../src/adopt/index.ts";

/** The reference WAN's figures: site, AS number, public key, and the port of its tunnel's end at the hub. */
const SITES = [
  { name: "SITE1-LF1", asn: 65101, key: "6IBrUyL5OKE3peUK973ppeNkUkD1FF7hLZ2QsuSAbB4=", port: 51820 },
  { name: "SITE2-LF1", asn: 65102, key: "oNSHCTw4mBKCPEQVo3cmksfqUVbyzmOLpvUeftOvUzE=", port: 51821 },
  { name: "SITE3-LF1", asn: 65103, key: "uNDWDSo9o/Eg0W9OSArxkhUkzfslXLH96ewzOsMIdE4=", port: 51822 },
] as const;

export const HUB_KEY = "YREXmIKOLEvUp8A9gesbe/tM/jd160iv2oXWvizwTSI=";
export const SITE_KEYS: ReadonlyMap<string, string> = new Map(SITES.map(({ name, key }) => [name, key]));

/** Where the hubs find a site, and sites the hubs. */
export interface Addresses {
  hubs: string;
  site(number: number): string;
}

function hubTunnel({ name, key, port }: (typeof SITES)[number], n: number, { site }: Addresses): string {
  return `[Interface]
# the hub's end, for ${name}
PrivateKey = (withheld)
ListenPort = ${port}
Address = 10.100.${n}.1/30

[Peer]
# ${name}
PublicKey = ${key}
PersistentKeepalive = 25
AllowedIPs = 172.16.${n}.1/32, 10.100.${n}.2/32
Endpoint = ${site(n)}:51820
`;
}

function siteTunnel({ port }: (typeof SITES)[number], n: number, { hubs }: Addresses): string {
  return `[Interface]
PrivateKey = (withheld)
Address = 10.100.${n}.2/30
ListenPort = 51820

[Peer]
PublicKey = ${HUB_KEY}
Endpoint = ${hubs}:${port}
PersistentKeepalive = 25
AllowedIPs = 172.16.0.0/16
AllowedIPs = 10.100.0.0/16
`;
}

function frr(asn: number, routerId: string, neighbors: readonly [string, number, string][], network: string): string {
  return [
    `router bgp ${asn}`,
    ` bgp router-id ${routerId}`,
    " no bgp ebgp-requires-policy",
    ...neighbors.flatMap(([address, remote, who]) => [
      ` neighbor ${address} remote-as ${remote}`,
      ` neighbor ${address} description ${who}`,
    ]),
    " address-family ipv4 unicast",
    `  network ${network}`,
    " exit-address-family",
    "",
  ].join("\n");
}

/** The files of the reference WAN's five hosts, one folder each, with private keys withheld. */
export function referenceHosts(addresses: Addresses): HostFiles[] {
  const hub = (name: string): HostFiles => ({
    name,
    files: [
      ...SITES.map((site, i) => ({ file: `${name}/wg${i}.conf`, text: hubTunnel(site, i + 1, addresses) })),
      {
        file: `${name}/frr.conf`,
        text: frr(
          65000,
          "1.1.1.1",
          SITES.map(({ name: site, asn }, i) => [`10.100.${i + 1}.2`, asn, site]),
          "172.16.0.1/32",
        ),
      },
    ],
  });
  const sites = SITES.map((site, i): HostFiles => {
    const n = i + 1;
    const neighbor: [string, number, string] = [`10.100.${n}.1`, 65000, "hub"];
    return {
      name: site.name,
      files: [
        { file: `${site.name}/wg0.conf`, text: siteTunnel(site, n, addresses) },
        { file: `${site.name}/frr.conf`, text: frr(site.asn, `1.1.1.1${n}`, [neighbor], `172.16.${n}.1/32`) },
      ],
    };
  });
  return [...sites, hub("DC1-SP2"), hub("DC1-SP1")];
}
