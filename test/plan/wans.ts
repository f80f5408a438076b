import { readFileSync } from "node:fs";
import { readWan } from "../../src/plan/index.ts";

/** The plan of a text that must have no issues. */
export function planOf(text: string, options: Parameters<typeof readWan>[1] = {}) {
  const result = readWan(text, options);
  if (!result.ok) throw new Error(result.issues.map((issue) => `${issue.line}: ${issue.message}`).join("; "));
  return result.plan;
}

export function example(name: string): string {
  return readFileSync(new URL(`../../examples/${name}/wan.yaml`, import.meta.url), "utf8");
}

/** A WAN with `sites`, each with the given lines of YAML (`tunnel: 4`). */
export function wanWith(sites: readonly string[], top = ""): string {
  const lines = sites.map((extra, index) => {
    const loopback = `172.16.${1 + (index >> 8)}.${index & 255}`;
    const more = extra ? `, ${extra}` : "";
    return `  - { name: SITE${index + 1}, asn: ${4200000001 + index}, loopback: ${loopback}${more} }`;
  });
  const hubs = "hubs: { asn: 65000, loopback: 172.16.0.1, primary: DC1-SP1, standby: DC1-SP2 }";
  return ["name: dc1", "region: us-east-1", hubs, top, "sites:", ...lines, ""].join("\n");
}
