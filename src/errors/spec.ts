import type { CatalogueEntry } from "./entry.ts";

/** What can be wrong with a wan.yaml. */
export const specErrors = {
  "unknown-key": ((p: { key: string; suggestion?: string }) => ({
    message: `unknown key "${p.key}"`,
    hint: p.suggestion
      ? `did you mean "${p.suggestion}"?`
      : "remove it, or see `hubshift check --schema` for the keys that exist",
  })) satisfies CatalogueEntry<{ key: string; suggestion?: string }>,
};
