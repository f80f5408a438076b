import type { CatalogueEntry } from "./entry.ts";

/** What can go wrong with drawing documents. */
export const documentErrors = {
  "browser-missing": ((p: { program: string }) => ({
    message: `documents are drawn by Chromium, and there is no ${p.program}`,
    hint: "install it with: apt-get install chromium",
  })) satisfies CatalogueEntry<{ program: string }>,
};
