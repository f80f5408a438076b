import type { CatalogueEntry } from "./entry.ts";

/** What in a folder of captures cannot be judged. No entry repeats a line: it may hold a key. */
export const captureErrors = {
  "capture-no-host": ((p: { hosts: readonly string[] }) => ({
    message: "neither the folder nor the file's name tells whose output this is",
    hint: `put it into a folder that is named after its host: ${p.hosts.join(", ")}`,
  })) satisfies CatalogueEntry<{ hosts: readonly string[] }>,
  "capture-strange": (() => ({
    message: "this line belongs to no output that is judged",
    hint: "leave it out, or put the command's whole output there, from its first line on",
  })) satisfies CatalogueEntry<undefined>,
  "capture-replaced": (() => ({
    message: "the same output of this host stands again further down, or in a later file, and that one is judged",
    hint: "keep captures of different times in different folders",
  })) satisfies CatalogueEntry<undefined>,
  "captures-none": ((p: { folder: string }) => ({
    message: `${p.folder}: there is no capture here`,
    hint: "give a folder per host with what `wg show`, `ip address`, `ip route`, `vtysh -c 'show ip bgp summary'`, ... print, as text files",
  })) satisfies CatalogueEntry<{ folder: string }>,
  "captures-index": ((p: { file: string }) => ({
    message: `${p.file} is not what \`hubshift validate --save\` writes`,
    hint: "take it away to have the files beside it read by their forms",
  })) satisfies CatalogueEntry<{ file: string }>,
};
