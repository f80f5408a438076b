import type { CatalogueEntry } from "./entry.ts";

/** What can go wrong on the way to a host. */
export const reachErrors = {
  "host-unreachable": ((p: { host: string; reason: string; hint: string }) => ({
    message: `${p.host} cannot be reached: ${p.reason}`,
    hint: p.hint,
  })) satisfies CatalogueEntry<{ host: string; reason: string; hint: string }>,
};
