import type { CatalogueEntry } from "../entry.ts";

/** What can be wrong with one value of a wan.yaml, whatever the others say. */
export const fieldErrors = {
  "unknown-key": ((p: { key: string; suggestion?: string }) => ({
    message: `unknown key "${p.key}"`,
    hint: p.suggestion
      ? `did you mean "${p.suggestion}"?`
      : "remove it, or see `hubshift check --schema` for the keys that exist",
  })) satisfies CatalogueEntry<{ key: string; suggestion?: string }>,

  "missing-key": ((p: { owner: string; key: string; example: string }) => ({
    message: `${p.owner} has no "${p.key}"`,
    hint: `add a line such as ${p.example}`,
  })) satisfies CatalogueEntry<{ owner: string; key: string; example: string }>,

  "no-value": ((p: { key: string; example: string }) => ({
    message: `"${p.key}" has no value`,
    hint: `write it such as ${p.example}`,
  })) satisfies CatalogueEntry<{ key: string; example: string }>,

  "wrong-type": ((p: { key: string; expected: string; found: string; example: string }) => ({
    message: `"${p.key}" must be ${p.expected}, and it is ${p.found}`,
    hint: `write it such as ${p.example}`,
  })) satisfies CatalogueEntry<{ key: string; expected: string; found: string; example: string }>,

  "not-one-of": ((p: { key: string; found: string; allowed: readonly string[]; suggestion?: string }) => ({
    message: `"${p.key}" cannot be "${p.found}"`,
    hint: p.suggestion ? `did you mean "${p.suggestion}"?` : `choose one of ${p.allowed.join(", ")}`,
  })) satisfies CatalogueEntry<{ key: string; found: string; allowed: readonly string[]; suggestion?: string }>,

  "number-out-of-range": ((p: { found: number; what: string; min: number; max: number }) => ({
    message: `${p.found} is not ${p.what}`,
    hint: `use a whole number from ${p.min} to ${p.max}`,
  })) satisfies CatalogueEntry<{ found: number; what: string; min: number; max: number }>,

  "bad-name": ((p: { found: string; problem: string; suggestion?: string }) => ({
    message: `"${p.found}" cannot be a name: ${p.problem}`,
    hint: p.suggestion
      ? `use letters, digits and hyphens, such as ${p.suggestion}`
      : "use letters, digits and hyphens, such as SITE1-LF1",
  })) satisfies CatalogueEntry<{ found: string; problem: string; suggestion?: string }>,

  "bad-region": ((p: { found: string; suggestion?: string }) => ({
    message: `"${p.found}" is not the name of an AWS region`,
    hint: p.suggestion ? `did you mean "${p.suggestion}"?` : "use a region's code, such as us-east-1 or eu-central-1",
  })) satisfies CatalogueEntry<{ found: string; suggestion?: string }>,

  "bad-instance-type": ((p: { found: string }) => ({
    message: `"${p.found}" is not an EC2 instance type`,
    hint: "use family and size, such as t3.small or c7gn.large",
  })) satisfies CatalogueEntry<{ found: string }>,

  "bad-address": ((p: { found: string; example: string }) => ({
    message: `"${p.found}" is not an IPv4 address`,
    hint: `write four numbers from 0 to 255 without leading zeros, such as ${p.example}`,
  })) satisfies CatalogueEntry<{ found: string; example: string }>,

  "unusable-address": ((p: { found: string; kind: string }) => ({
    message: `${p.found} cannot be the address of a host: it is ${p.kind}`,
    hint: "use an ordinary unicast address",
  })) satisfies CatalogueEntry<{ found: string; kind: string }>,

  "unusable-network": ((p: { found: string; block: string }) => ({
    message: `${p.found} cannot be a network of the WAN: no host has an address in ${p.block}`,
    hint: "use ranges of ordinary unicast addresses; a default route belongs to no site",
  })) satisfies CatalogueEntry<{ found: string; block: string }>,

  "address-with-prefix": ((p: { found: string; address: string }) => ({
    message: `${p.found} is a network, and one address is needed`,
    hint: `write ${p.address}`,
  })) satisfies CatalogueEntry<{ found: string; address: string }>,

  "bad-network": ((p: { found: string; example: string }) => ({
    message: `"${p.found}" is not an IPv4 network`,
    hint: `write the network address and its prefix length, such as ${p.example}`,
  })) satisfies CatalogueEntry<{ found: string; example: string }>,

  "host-bits-set": ((p: { found: string; network: string }) => ({
    message: `${p.found} is an address inside a network, not the network`,
    hint: `the network is ${p.network}`,
  })) satisfies CatalogueEntry<{ found: string; network: string }>,

  "bad-vpc-size": ((p: { found: string; suggestion: string }) => ({
    message: `a VPC of ${p.found} cannot be cut into two subnets that AWS accepts`,
    hint: `use a prefix length from /16 to /27, such as ${p.suggestion}`,
  })) satisfies CatalogueEntry<{ found: string; suggestion: string }>,

  "bad-public-key": ((p: { problem: string }) => ({
    message: `this is not a WireGuard public key: ${p.problem}`,
    hint: "paste what `wg pubkey` prints on the site: 44 characters of base64 that end with =",
  })) satisfies CatalogueEntry<{ problem: string }>,

  "open-ssh": ((p: { found: string }) => ({
    message: `${p.found} would let most of the Internet try to log in to the hubs`,
    hint: "name the networks that administrators come from, /8 or longer, such as 198.51.100.0/24",
  })) satisfies CatalogueEntry<{ found: string }>,

  "too-many-sources": ((p: { found: number; max: number }) => ({
    message: `${p.found} sources are too many: a security group takes 60 inbound rules, which leaves ${p.max} for SSH`,
    hint: "put neighbouring networks together, or log in through Systems Manager, which needs no rule",
  })) satisfies CatalogueEntry<{ found: number; max: number }>,

  "bad-email": ((p: { found: string }) => ({
    message: `"${p.found}" is not an e-mail address`,
    hint: "write one address per entry, without a name or brackets, such as ops@example.net",
  })) satisfies CatalogueEntry<{ found: string }>,

  "asn-reserved": ((p: { asn: number; why: string }) => ({
    message: `AS ${p.asn} is reserved (${p.why})`,
    hint: "use a private AS number: 64512 to 65534, or 4200000000 to 4294967294 (RFC 6996)",
  })) satisfies CatalogueEntry<{ asn: number; why: string }>,

  "asn-public": ((p: { asn: number }) => ({
    message: `AS ${p.asn} is a public AS number and belongs to somebody`,
    hint: "use a private AS number: 64512 to 65534, or 4200000000 to 4294967294 (RFC 6996)",
  })) satisfies CatalogueEntry<{ asn: number }>,

  "asn-impossible": ((p: { found: number }) => ({
    message: `${p.found} is not an AS number`,
    hint: "use a private AS number: 64512 to 65534, or 4200000000 to 4294967294 (RFC 6996)",
  })) satisfies CatalogueEntry<{ found: number }>,

  "no-sites": ((_: Record<string, never>) => ({
    message: "the WAN has no sites",
    hint: "list at least one under `sites:` with its name, asn and loopback",
  })) satisfies CatalogueEntry<Record<string, never>>,
};
