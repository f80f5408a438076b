import type { CatalogueEntry } from "./entry.ts";

/** What can go wrong with a WAN that is deployed. */
export const awsErrors = {
  "wan-not-found": ((p: { wan: string; tag: string; what: string; count: number }) => ({
    message: `${p.count === 0 ? "there is no" : `there are ${p.count} times one`} ${p.what} with the tag ${p.tag}=${p.wan}`,
    hint: "deploy the WAN as a hot standby, check region and account, or name a laboratory with --lab",
  })) satisfies CatalogueEntry<{ wan: string; tag: string; what: string; count: number }>,
};
