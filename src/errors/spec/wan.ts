import type { CatalogueEntry } from "../entry.ts";

/** What can be wrong between the values of a wan.yaml, each of which is right by itself. */
export const wanErrors = {
  "duplicate-name": ((p: { name: string; other: string; line: number }) => ({
    message: `the name ${p.name} is taken: ${p.other} has it (line ${p.line})`,
    hint: "give each hub and site a name of its own; upper and lower case are the same",
  })) satisfies CatalogueEntry<{ name: string; other: string; line: number }>,

  "reserved-name": ((p: { name: string }) => ({
    message: `the name ${p.name} is taken: a file with a key of the hubs has it`,
    hint: "give the site another name",
  })) satisfies CatalogueEntry<{ name: string }>,

  "duplicate-asn": ((p: { asn: number; other: string; line: number; free: number }) => ({
    message: `AS ${p.asn} is taken: ${p.other} has it (line ${p.line}), and BGP drops routes that carry its own AS number`,
    hint: `use another one; ${p.free} is free`,
  })) satisfies CatalogueEntry<{ asn: number; other: string; line: number; free: number }>,

  "duplicate-loopback": ((p: { address: string; other: string; line: number }) => ({
    message: `the loopback ${p.address} is taken: ${p.other} has it (line ${p.line})`,
    hint: "give each site a loopback of its own, and another one to the hubs",
  })) satisfies CatalogueEntry<{ address: string; other: string; line: number }>,

  "duplicate-tunnel": ((p: { tunnel: number; other: string; line: number; free: number }) => ({
    message: `tunnel ${p.tunnel} is taken: ${p.other} has it (line ${p.line})`,
    hint: `use another number; ${p.free} is free. A site without one gets a free one`,
  })) satisfies CatalogueEntry<{ tunnel: number; other: string; line: number; free: number }>,

  "duplicate-public-key": ((p: { other: string; line: number }) => ({
    message: `this public key is taken: ${p.other} has it (line ${p.line})`,
    hint: "each site needs a key pair of its own: whoever holds the key is the site",
  })) satisfies CatalogueEntry<{ other: string; line: number }>,

  "duplicate-public-address": ((p: { address: string; other: string; line: number }) => ({
    message: `the public address ${p.address} is taken: ${p.other} has it (line ${p.line})`,
    hint: "leave publicAddress out for sites that share an address: the hubs learn where to answer when the site calls",
  })) satisfies CatalogueEntry<{ address: string; other: string; line: number }>,

  "port-out-of-range": ((p: { tunnel: number; port: number; basePort: number }) => ({
    message: `tunnel ${p.tunnel} would listen on UDP port ${p.port}, and ports end at 65535`,
    hint: `lower basePort to ${p.basePort} or less, or the tunnel's number`,
  })) satisfies CatalogueEntry<{ tunnel: number; port: number; basePort: number }>,

  "no-hub-ports": ((p: { basePort: number; below: number }) => ({
    message: `the hubs take the ${p.below} ports below ${p.basePort} for themselves, and ports begin at 1`,
    hint: `raise basePort to ${p.below + 1} or more; 51820 is WireGuard's usual one`,
  })) satisfies CatalogueEntry<{ basePort: number; below: number }>,

  "port-in-use": ((p: { port: number; user: string; range: string }) => ({
    message: `UDP port ${p.port} is used by ${p.user} on the same host, and WireGuard would take ${p.range}`,
    hint: "choose another port; 51820 is WireGuard's usual one",
  })) satisfies CatalogueEntry<{ port: number; user: string; range: string }>,

  "transit-exhausted": ((p: { range: string; spacing: number; room: number; needed: number; fits: string }) => ({
    message: `${p.range} in blocks of /${p.spacing} has room for ${p.room} tunnels, and tunnel ${p.needed} is needed`,
    hint: p.fits,
  })) satisfies CatalogueEntry<{ range: string; spacing: number; room: number; needed: number; fits: string }>,

  "loopback-outside-overlay": ((p: { address: string; overlay: string }) => ({
    message: `the loopback ${p.address} is outside the overlay ${p.overlay}, so no tunnel would carry it`,
    hint: `choose an address inside ${p.overlay}, or another overlay`,
  })) satisfies CatalogueEntry<{ address: string; overlay: string }>,

  "ranges-overlap": ((p: { range: string; how: string; other: string; line: number | undefined }) => ({
    message: `${p.range} ${p.how} ${p.other}${p.line ? ` (line ${p.line})` : " (the default)"}`,
    hint: "packets could go only one way: choose a range that nothing else uses",
  })) satisfies CatalogueEntry<{ range: string; how: string; other: string; line: number | undefined }>,
};
