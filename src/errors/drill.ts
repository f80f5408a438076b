import type { CatalogueEntry } from "./entry.ts";

/** Why a drill has nothing to measure. */
export const drillErrors = {
  "drill-not-established": ((p: { seconds: number }) => ({
    message: `not every BGP session was Established within ${p.seconds} s`,
    hint: "build the same laboratory with `hubshift lab up` and look at `hubshift lab exec HOST -- vtysh -c 'show ip bgp summary'`",
  })) satisfies CatalogueEntry<{ seconds: number }>,
  "drill-no-replies": ((p: { seconds: number }) => ({
    message: `not every pair answered within ${p.seconds} s, before any fault`,
    hint: "build the same laboratory with `hubshift lab up` and look at `hubshift lab exec HOST -- wg show`",
  })) satisfies CatalogueEntry<{ seconds: number }>,
};
