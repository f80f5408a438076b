import type { CatalogueEntry } from "../entry.ts";

/** What can be wrong with the file before a single key is looked at. */
export const yamlErrors = {
  "yaml-syntax": ((p: { problem: string }) => ({
    message: `this is not YAML: ${p.problem}`,
    hint: "look at this line and the one before it: indentation, a missing colon, an open quote or bracket",
  })) satisfies CatalogueEntry<{ problem: string }>,

  "yaml-tab": ((_: Record<string, never>) => ({
    message: "a tab is used to indent",
    hint: "YAML indents with spaces only: replace the tab by two spaces",
  })) satisfies CatalogueEntry<Record<string, never>>,

  "yaml-duplicate-key": ((p: { key: string }) => ({
    message: `the key "${p.key}" is there twice`,
    hint: "remove one of the two: only one could take effect",
  })) satisfies CatalogueEntry<{ key: string }>,

  "yaml-several-documents": ((_: Record<string, never>) => ({
    message: "a second YAML document begins here",
    hint: "one file describes one WAN: remove the `---`, or put the second WAN into a file of its own",
  })) satisfies CatalogueEntry<Record<string, never>>,

  "yaml-unknown-alias": ((p: { alias: string }) => ({
    message: `*${p.alias} refers to an anchor that does not exist above it`,
    hint: `put &${p.alias} before the value that is meant, or quote the text if the asterisk belongs to it`,
  })) satisfies CatalogueEntry<{ alias: string }>,

  "yaml-empty": ((_: Record<string, never>) => ({
    message: "the file is empty",
    hint: "start from examples/dc1/wan.yaml: it needs name, region, hubs and sites",
  })) satisfies CatalogueEntry<Record<string, never>>,

  "wan-not-mapping": ((p: { found: string }) => ({
    message: `the file holds ${p.found} where a WAN is described by keys`,
    hint: "start from examples/dc1/wan.yaml: it needs name, region, hubs and sites",
  })) satisfies CatalogueEntry<{ found: string }>,
};
