/** A YAML mapping, as plain data. */
export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** What a value is, in the words of somebody who writes YAML. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return "empty";
  if (typeof value === "string") return `the text "${value.length > 40 ? `${value.slice(0, 40)}...` : value}"`;
  if (typeof value === "number") return `the number ${value}`;
  if (typeof value === "boolean") return value ? "true" : "false";
  return Array.isArray(value) ? "a list" : "a mapping";
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  object: "a mapping (indented `key: value` lines)",
  array: "a list (lines that begin with `- `)",
};

/** The same for a type that a schema expects. */
export function describeType(expected: string): string {
  return TYPE_WORDS[expected] ?? expected;
}

/** One example per key: for editors, and for hints. */
export const EXAMPLES: Readonly<Record<string, string>> = {
  name: "SITE1-LF1",
  region: "us-east-1",
  profile: "reference",
  hubs: "hubs: with asn, loopback, primary and standby below it",
  sites: "sites: with `- name: SITE1-LF1` below it",
  asn: "65101",
  loopback: "172.16.1.1",
  primary: "DC1-SP1",
  standby: "DC1-SP2",
  address: "203.0.113.10",
  instanceType: "t3.small",
  networks: "[192.168.10.0/24]",
  tunnel: "1",
  publicAddress: "198.51.100.1",
  publicKey: "the 44 characters that `wg pubkey` prints",
  overlay: "172.16.0.0/16",
  transit: "10.100.0.0/16",
  range: "10.100.0.0/16",
  spacing: "24",
  wireguard: "wireguard: with basePort, sitePort or keepalive below it",
  basePort: "51820",
  sitePort: "51820",
  keepalive: "25",
  vpc: "172.31.64.0/19",
  cidr: "172.31.64.0/19",
  trustedSsh: "[198.51.100.0/24]",
  failback: "when-ready",
};
