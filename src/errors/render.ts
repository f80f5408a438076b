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
  "profile-not-rendered": ((p: { profile: string }) => ({
    message: `hosts of profile ${p.profile} cannot be rendered yet`,
    hint: "set `profile: reference` in wan.yaml, or pass --profile reference",
  })) satisfies CatalogueEntry<{ profile: string }>,
  "host-unknown": ((p: { host: string; wan: string }) => ({
    message: `${p.wan} has no host "${p.host}"`,
    hint: "`hubshift plan` lists the hosts",
  })) satisfies CatalogueEntry<{ host: string; wan: string }>,
};
