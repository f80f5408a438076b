import type { CatalogueEntry } from "./entry.ts";

interface Keepalive {
  /** Seconds. */
  keepalive: number;
  max: number;
}

/** Where the other end of the tunnel has its PresharedKey. */
interface OtherKey {
  other: string;
  file: string;
  line: number;
}

/** Mistakes that let every file load, and no packet through: each was made in the reference WAN, or on the way to it. */
export const configurationErrors = {
  "allowed-ips-miss": ((p: { prefixes: string; by: string; interface: string }) => ({
    message: `${p.by} ${p.prefixes} by way of ${p.interface}, whose AllowedIPs do not hold it`,
    hint: 'add it: WireGuard drops what has no owner there, and ping says "Required key not available"',
  })) satisfies CatalogueEntry<{ prefixes: string; by: string; interface: string }>,

  "prefix-claimed-twice": ((p: { prefix: string; other: string; file: string; line: number }) => ({
    message: `${p.other} claims ${p.prefix} too (${p.file}, line ${p.line}), and wg-quick adds a route to it for each`,
    hint: 'whichever comes up last ends with "RTNETLINK answers: File exists": give it to one tunnel, or say `Table = off` in both and let BGP choose',
  })) satisfies CatalogueEntry<{ prefix: string; other: string; file: string; line: number }>,

  "prefix-owned-twice": ((p: { prefix: string; line: number }) => ({
    message: `an earlier peer of this interface owns ${p.prefix} too (line ${p.line}), and WireGuard keeps the last owner alone`,
    hint: "the earlier peer gets and may send nothing of it, whatever BGP says: two hubs at once need an interface each, with `Table = off`",
  })) satisfies CatalogueEntry<{ prefix: string; line: number }>,

  "standby-not-silent": ((p: { address: string; other: string }) => ({
    message: `this end calls by itself, and so does ${p.other}, which is ${p.address} as well`,
    hint: "a call from the one that stands by draws the site over to it: leave Endpoint and PersistentKeepalive out at both, and let the site call whoever holds the address",
  })) satisfies CatalogueEntry<{ address: string; other: string }>,

  "mtu-differs": ((p: { mtu: number; other: string; others: number }) => ({
    message: `the MTU is ${p.mtu} here and ${p.others} at the other end (${p.other})`,
    hint: `set ${p.others} here: what is larger leaves in pieces that many networks drop without a word`,
  })) satisfies CatalogueEntry<{ mtu: number; other: string; others: number }>,

  "mtu-unset": ((p: { other: string }) => ({
    message: `no MTU is set, so that each end of the tunnel to ${p.other} takes its own from its own network`,
    hint: "set one at both ends, such as `MTU = 1420`: in a VPC of AWS wg-quick takes 8921",
  })) satisfies CatalogueEntry<{ other: string }>,

  "preshared-key-differs": ((p: OtherKey) => ({
    message: `this PresharedKey is not the one that ${p.other} has (${p.file}, line ${p.line})`,
    hint: "write the same one at both ends: no handshake ever completes, and nothing logs why. The end that is called counts received bytes, the one that calls counts none",
  })) satisfies CatalogueEntry<OtherKey>,

  "preshared-key-missing": ((p: OtherKey) => ({
    message: `there is no PresharedKey here, and ${p.other} has one (${p.file}, line ${p.line})`,
    hint: "write the same one here, or take it out there: no handshake ever completes, and nothing logs why. The end that is called counts received bytes, the one that calls counts none",
  })) satisfies CatalogueEntry<OtherKey>,

  "ospf-multicast": ((p: { interface: string }) => ({
    message: `OSPF sends its hellos on ${p.interface} to 224.0.0.5, and no AllowedIPs of ${p.interface} hold that`,
    hint: "no neighbor will ever appear: use BGP, or `ip ospf network non-broadcast` with a `neighbor` for each",
  })) satisfies CatalogueEntry<{ interface: string }>,

  "router-id-twice": ((p: { id: string; other: string; file: string; line: number }) => ({
    message: `${p.other} has the router ID ${p.id} too (${p.file}, line ${p.line}), in the same AS and with iBGP`,
    hint: "BGP refuses a neighbor of its own AS with its own identifier: give each hub a router ID of its own",
  })) satisfies CatalogueEntry<{ id: string; other: string; file: string; line: number }>,

  "keepalive-too-long": ((p: Keepalive) => ({
    message: `a keepalive every ${p.keepalive} s is too seldom: a NAT may forget the tunnel after ${p.max + 1} s`,
    hint: `use ${p.max} s or less, 25 as a rule: behind a mapping that is gone the site cannot be called`,
  })) satisfies CatalogueEntry<Keepalive>,

  "keepalive-missing": (() => ({
    message: "nothing keeps this tunnel open: no PersistentKeepalive here, and the other end cannot call",
    hint: "add `PersistentKeepalive = 25`: behind a NAT that has forgotten the tunnel the site cannot be called",
  })) satisfies CatalogueEntry<undefined>,

  "configurations-wrong": ((p: { count: number }) => ({
    message: `${p.count} ${p.count === 1 ? "mistake" : "mistakes"} in these configurations`,
    hint: "correct them before the tunnels come up",
  })) satisfies CatalogueEntry<{ count: number }>,
};
