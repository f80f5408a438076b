import type { CatalogueEntry } from "./entry.ts";

/** What can go wrong with a laboratory. */
export const labErrors = {
  "lab-needs-root": (() => ({
    message: "the laboratory needs root: it creates network namespaces",
    hint: "run the same command with sudo",
  })) satisfies CatalogueEntry<Record<string, never>>,
};
