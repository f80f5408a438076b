import fc from "fast-check";
import type { HostFiles } from "../../src/adopt/index.ts";
import type { KeyRing } from "../../src/keys/index.ts";
import { KEEPALIVE_MAX, type WanPlan } from "../../src/plan/index.ts";
import { renderHosts } from "../../src/render/index.ts";

/** What a WAN's hosts have in their folders. */
export function hostFilesOf(plan: WanPlan, keys: KeyRing): HostFiles[] {
  return [...renderHosts(plan, keys)].map(([name, tree]) => ({
    name,
    files: [...tree]
      .filter(([path]) => path === "etc/frr/frr.conf" || path.startsWith("etc/wireguard/"))
      .map(([path, text]) => ({ file: `${name}/${path}`, text })),
  }));
}

const site = fc.record({
  networks: fc.integer({ min: 0, max: 3 }),
  beside: fc.boolean(),
  ownKey: fc.boolean(),
  publicAddress: fc.boolean(),
});

type Site = typeof site extends fc.Arbitrary<infer T> ? T : never;

function siteText({ networks, beside, ownKey, publicAddress }: Site, index: number, tunnel: number): string {
  const all = Array.from({ length: networks }, (_, n) => `${beside ? "192.168" : "172.17"}.${4 * index + n}.0/24`);
  return [
    `  - name: SITE${index + 1}`,
    `    asn: ${65101 + index}`,
    `    loopback: 172.16.${index + 1}.1`,
    `    networks: [${all.join(", ")}]`,
    `    tunnel: ${tunnel}`,
    ...(ownKey ? [`    publicKey: ${Buffer.alloc(32, index + 1).toString("base64")}`] : []),
    ...(publicAddress ? [`    publicAddress: 198.51.100.${index + 1}`] : []),
  ].join("\n");
}

/** A wan.yaml of some sites. The hubs' names are in order: nothing but their names tells the reference's two hubs apart. */
export const wanTexts = fc
  .record({
    profile: fc.constantFrom("reference", "hot-standby"),
    sites: fc.array(site, { minLength: 1, maxLength: 5 }),
    tunnels: fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { minLength: 5, maxLength: 5 }),
    spacing: fc.integer({ min: 24, max: 30 }),
    basePort: fc.integer({ min: 10_000, max: 60_000 }),
    sitePort: fc.integer({ min: 10_000, max: 60_000 }),
    keepalive: fc.integer({ min: 1, max: KEEPALIVE_MAX }),
    mtu: fc.integer({ min: 576, max: 1440 }),
    vpcPrefix: fc.integer({ min: 16, max: 27 }),
    bfd: fc.boolean(),
  })
  .map((wan) => {
    const { spacing, basePort, sitePort, keepalive, mtu } = wan;
    return [
      "name: w",
      "region: eu-central-1",
      `profile: ${wan.profile}`,
      "hubs: { asn: 65000, loopback: 172.16.0.1, primary: A1, standby: A2, address: 203.0.113.10 }",
      "overlay: 172.16.0.0/15",
      `transit: { range: 10.100.0.0/16, spacing: ${spacing} }`,
      `wireguard: { basePort: ${basePort}, sitePort: ${sitePort}, keepalive: ${keepalive}, mtu: ${mtu} }`,
      `vpc: 10.9.0.0/${wan.vpcPrefix}`,
      `bfd: ${wan.bfd}`,
      "sites:",
      ...wan.sites.map((one, index) => siteText(one, index, wan.tunnels[index] ?? 0)),
      "",
    ].join("\n");
  });
