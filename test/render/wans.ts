import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { KeyRing, SiteKeys } from "../../src/keys/index.ts";
import { readWan, type WanPlan } from "../../src/plan/index.ts";

const root = resolve(import.meta.dirname, "../..");

/** The plan of a wan.yaml; a text with issues fails the test that asks. */
export function planOf(text: string, options: Parameters<typeof readWan>[1] = {}): WanPlan {
  const read = readWan(text, options);
  if (!read.ok) throw new Error(read.issues.map((issue) => `${issue.line}: ${issue.message}`).join("\n"));
  return read.plan;
}

export function planOfFile(path: string, options: Parameters<typeof readWan>[1] = {}): WanPlan {
  return planOf(readFileSync(resolve(root, path), "utf8"), options);
}

/** A public key that nobody has the private one of, told apart by its first byte. */
function publicKey(byte: number): string {
  return Buffer.alloc(32, byte).toString("base64");
}

/** Keys that may lie in golden files: the private ones are a placeholder. A site that has its own public key keeps its private one. */
export function redactedKeys(plan: WanPlan): KeyRing {
  const privateKey = "<REDACTED>";
  const sites = plan.sites.map((site, index): [string, SiteKeys] => [
    site.name,
    site.publicKey === undefined ? { publicKey: publicKey(index + 1), privateKey } : { publicKey: site.publicKey },
  ]);
  const links = plan.hubs.map((hub, index) => [hub.name, { publicKey: publicKey(0xf0 + index), privateKey }] as const);
  return { hub: { publicKey: publicKey(0xff), privateKey }, links: new Map(links), sites: new Map(sites) };
}

/** A wan.yaml with `count` sites. */
export function wanOfSites(count: number): string {
  const sites = Array.from({ length: count }, (_, index) => {
    const n = index + 1;
    return `  - { name: SITE${n}, asn: ${4200000000 + n}, loopback: 172.${20 + (n >> 8)}.${n & 255}.1 }`;
  });
  return [
    "name: large",
    "region: us-east-1",
    "transit: { range: 10.0.0.0/12, spacing: 24 }",
    "overlay: 172.16.0.0/12",
    "vpc: { cidr: 192.168.0.0/16 }",
    "hubs: { asn: 65000, loopback: 172.16.0.1, primary: HUB1, standby: HUB2, address: 203.0.113.10 }",
    "sites:",
    ...sites,
    "",
  ].join("\n");
}
