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
  boolean: "true or false",
  array: "a list (lines that begin with `- `)",
};

/** The same for a type that a schema expects. */
export function describeType(expected: string): string {
  return TYPE_WORDS[expected] ?? expected;
}

/** One example per key, as a line of YAML; where a key means two things, by its whole path. */
export const EXAMPLES: Readonly<Record<string, string>> = {
  name: "name: dc1",
  "sites.name": "name: SITE1-LF1",
  region: "region: us-east-1",
  profile: "profile: hot-standby",
  hubs: "hubs: { asn: 65000, loopback: 172.16.0.1, primary: DC1-SP1, standby: DC1-SP2 }",
  sites: "sites: [{ name: SITE1-LF1, asn: 65101, loopback: 172.16.1.1 }]",
  "hubs.asn": "asn: 65000",
  "hubs.loopback": "loopback: 172.16.0.1",
  asn: "asn: 65101",
  loopback: "loopback: 172.16.1.1",
  primary: "primary: DC1-SP1",
  standby: "standby: DC1-SP2",
  address: "address: 203.0.113.10",
  instanceType: "instanceType: t3.small",
  networks: "networks: [192.168.10.0/24]",
  tunnel: "tunnel: 1",
  publicAddress: "publicAddress: 198.51.100.1",
  publicKey: "publicKey: followed by what `wg pubkey` prints",
  overlay: "overlay: 172.16.0.0/16",
  transit: "transit: 10.100.0.0/16",
  range: "range: 10.100.0.0/16",
  spacing: "spacing: 24",
  wireguard: "wireguard: { basePort: 51820 }",
  basePort: "basePort: 51820",
  sitePort: "sitePort: 51820",
  keepalive: "keepalive: 25",
  vpc: "vpc: 172.31.64.0/19",
  cidr: "cidr: 172.31.64.0/19",
  trustedSsh: "trustedSsh: [198.51.100.0/24]",
  failback: "failback: when-ready",
  alerts: "alerts: { email: ops@example.net }",
  email: "email: ops@example.net",
  mtu: "mtu: 1420",
  bfd: "bfd: true",
};
