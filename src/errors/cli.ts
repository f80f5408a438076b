import type { CatalogueEntry } from "./entry.ts";

/** What can be wrong with a command line. */
export const cliErrors = {
  "file-not-found": ((p: { file: string; option: string }) => ({
    message: `${p.file}: no such file`,
    hint: `name another one with ${p.option}`,
  })) satisfies CatalogueEntry<{ file: string; option: string }>,
};
