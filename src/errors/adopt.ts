import type { CatalogueEntry } from "./entry.ts";

/** What keeps existing configurations from becoming a wan.yaml. No entry repeats a line: it may hold a key or a password. */
export const adoptErrors = {
  "wg-line": (() => ({
    message: "this line is neither a section, nor a setting, nor a comment",
    hint: "wg-quick takes `[Interface]`, `[Peer]`, `Key = value` and `# comment`",
  })) satisfies CatalogueEntry<undefined>,
  "wg-section": (() => ({
    message: "there is no such section in a wg-quick file",
    hint: "there are `[Interface]` and `[Peer]`",
  })) satisfies CatalogueEntry<undefined>,
  "wg-outside": (() => ({
    message: "this setting stands before the first section",
    hint: "put `[Interface]` or `[Peer]` above it",
  })) satisfies CatalogueEntry<undefined>,
  "wg-setting": ((p: { section: string; known: readonly string[] }) => ({
    message: `wg-quick knows no such setting in [${p.section}]`,
    hint: `it knows ${p.known.join(", ")}`,
  })) satisfies CatalogueEntry<{ section: string; known: readonly string[] }>,
  "wg-value": ((p: { key: string; wanted: string }) => ({
    message: `${p.key} cannot be read`,
    hint: `it takes ${p.wanted}`,
  })) satisfies CatalogueEntry<{ key: string; wanted: string }>,
  "wg-missing": ((p: { section: string; key: string }) => ({
    message: `this [${p.section}] has no ${p.key}`,
    hint: "wg refuses such a file: give the whole file of a tunnel that works",
  })) satisfies CatalogueEntry<{ section: string; key: string }>,
  "frr-value": ((p: { command: string; wanted: string }) => ({
    message: `\`${p.command}\` is not followed by ${p.wanted}`,
    hint: "give the file as FRR wrote it: `vtysh -c 'show running-config'` prints it",
  })) satisfies CatalogueEntry<{ command: string; wanted: string }>,
  "adopt-unreadable": ((p: { count: number }) => ({
    message: `${p.count} ${p.count === 1 ? "place" : "places"} in these files cannot be read, and nothing was written`,
    hint: "correct them, or leave the host out",
  })) satisfies CatalogueEntry<{ count: number }>,
  "adopt-nothing": ((p: { folder: string }) => ({
    message: `${p.folder}: there is no host's configuration here`,
    hint: "give a folder per host with wg0.conf and frr.conf, or etc/wireguard/wg0.conf and etc/frr/frr.conf",
  })) satisfies CatalogueEntry<{ folder: string }>,
  "adopt-host-twice": ((p: { host: string }) => ({
    message: `two folders are named ${p.host}`,
    hint: "name each folder after its host",
  })) satisfies CatalogueEntry<{ host: string }>,
  "adopt-no-hub": (() => ({
    message: "none of these hosts is a hub",
    hint: "a hub has several peers, or a peer without an Endpoint: give a hub's folder too",
  })) satisfies CatalogueEntry<undefined>,
  "adopt-many-hubs": ((p: { hosts: readonly string[] }) => ({
    message: `more than two hosts have several peers: ${p.hosts.join(", ")}`,
    hint: "a hubshift WAN has two hubs behind one address, and a site has one tunnel: leave the other hosts out",
  })) satisfies CatalogueEntry<{ hosts: readonly string[] }>,
  "adopt-no-tunnels": ((p: { hub: string }) => ({
    message: `${p.hub} has no tunnel to a site`,
    hint: "give its wg*.conf files, one [Peer] per site",
  })) satisfies CatalogueEntry<{ hub: string }>,
};
