import type { CatalogueEntry } from "./entry.ts";

/** What can be missing when hosts' files are rendered. */
export const renderErrors = {
  "hub-address-unknown": ((p: { wan: string }) => ({
    message: `the hubs of ${p.wan} have no address yet that sites could dial`,
    hint: "deploy first, or set hubs.address in wan.yaml, or pass --hub-address",
  })) satisfies CatalogueEntry<{ wan: string }>,
  "site-key-unknown": ((p: { site: string }) => ({
    message: `${p.site} has no WireGuard key`,
    hint: "run `hubshift keys`, or set the site's publicKey in wan.yaml",
  })) satisfies CatalogueEntry<{ site: string }>,
  "link-key-unknown": ((p: { wan: string }) => ({
    message: `the hubs of ${p.wan} have no keys for the tunnel between them`,
    hint: "run `hubshift keys`",
  })) satisfies CatalogueEntry<{ wan: string }>,
  "export-hub": ((p: { hub: string }) => ({
    message: `${p.hub} is a hub, and archives are for sites`,
    hint: "`hubshift render --host` writes a hub's files",
  })) satisfies CatalogueEntry<{ hub: string }>,
  "host-unknown": ((p: { host: string; wan: string }) => ({
    message: `${p.wan} has no host "${p.host}"`,
    hint: "`hubshift plan` lists the hosts",
  })) satisfies CatalogueEntry<{ host: string; wan: string }>,
};
