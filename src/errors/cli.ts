import type { CatalogueEntry } from "./entry.ts";

/** What can be wrong with a command line. */
export const cliErrors = {
  "bad-option": ((p: { option: string; message: string; hint: string }) => ({
    message: `${p.option}: ${p.message}`,
    hint: p.hint,
  })) satisfies CatalogueEntry<{ option: string; message: string; hint: string }>,
  "file-not-found": ((p: { file: string; option: string }) => ({
    message: `${p.file}: no such file`,
    hint: `name another one with ${p.option}`,
  })) satisfies CatalogueEntry<{ file: string; option: string }>,
  "file-unreadable": ((p: { file: string; reason: string }) => ({
    message: `${p.file}: cannot be read (${p.reason})`,
    hint: "check that it is a file and that you may read it",
  })) satisfies CatalogueEntry<{ file: string; reason: string }>,
  "file-exists": ((p: { file: string }) => ({
    message: `${p.file} exists already and is not overwritten`,
    hint: "edit it, remove it, or name another one with --wan",
  })) satisfies CatalogueEntry<{ file: string }>,
  "out-exists": ((p: { file: string }) => ({
    message: `${p.file} exists already and is not overwritten`,
    hint: "name another one with --out, or overwrite it with --force",
  })) satisfies CatalogueEntry<{ file: string }>,
  "save-exists": ((p: { folder: string }) => ({
    message: `${p.folder} holds a collection already, and two must not be mixed`,
    hint: "name another folder with --save",
  })) satisfies CatalogueEntry<{ folder: string }>,
  "folder-not-found": ((p: { folder: string }) => ({
    message: `${p.folder}: no such folder`,
    hint: "check its name",
  })) satisfies CatalogueEntry<{ folder: string }>,
  "file-unwritable": ((p: { file: string; reason: string }) => ({
    message: `${p.file}: cannot be written (${p.reason})`,
    hint: "check that its folder exists, that you may write there, and that nothing of another kind is in its place",
  })) satisfies CatalogueEntry<{ file: string; reason: string }>,
  "output-lost": ((p: { reason: string }) => ({
    message: `the result cannot be written (${p.reason})`,
    hint: "look where standard output leads: a full disk, for example",
  })) satisfies CatalogueEntry<{ reason: string }>,
  "no-wan": ((p: { example: string }) => ({
    message: "there is no wan.yaml here",
    hint: `write one with \`hubshift init\`, or try the reference WAN with --wan ${p.example}`,
  })) satisfies CatalogueEntry<{ example: string }>,
  "render-where": (() => ({
    message: "the hosts' files hold private keys and are not printed",
    hint: "write them with --out DIR, or print them without keys with --redacted",
  })) satisfies CatalogueEntry<undefined>,
  "lab-none": (() => ({
    message: "no laboratory is up",
    hint: "start one with `hubshift lab up`",
  })) satisfies CatalogueEntry<undefined>,
  "lab-which": ((p: { names: readonly string[] }) => ({
    message: `several laboratories are up: ${p.names.join(", ")}`,
    hint: "say which one with --name",
  })) satisfies CatalogueEntry<{ names: readonly string[] }>,
  "port-taken": ((p: { port: number }) => ({
    message: `port ${p.port} cannot be opened: it is in use, or not for you`,
    hint: "name another one with --port, or leave it out to get a free one",
  })) satisfies CatalogueEntry<{ port: number }>,
};
