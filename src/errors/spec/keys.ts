import type { CatalogueEntry } from "../entry.ts";

/** What can be wrong with the files that hold WireGuard's private keys. */
export const keyErrors = {
  "key-missing": ((p: { file: string; owner: string }) => ({
    message: `${p.file}: no such file; it holds the private key of ${p.owner}`,
    hint: "make the missing keys with `hubshift keys`, or put the site's public key into wan.yaml as publicKey",
  })) satisfies CatalogueEntry<{ file: string; owner: string }>,

  "key-exposed": ((p: { file: string; mode: string; wanted: string }) => ({
    message: `${p.file}: others than its owner may read or change it (mode ${p.mode})`,
    hint: `run \`chmod ${p.wanted} ${p.file}\`; make new keys if somebody may have read it`,
  })) satisfies CatalogueEntry<{ file: string; mode: string; wanted: string }>,

  "key-malformed": ((p: { file: string }) => ({
    message: `${p.file}: this is not a WireGuard private key`,
    hint: "the file must hold what `wg genkey` prints, nothing else; restore it from a backup, or move it away and make new keys",
  })) satisfies CatalogueEntry<{ file: string }>,

  "key-unreadable": ((p: { file: string; reason: string }) => ({
    message: `${p.file}: ${p.reason}`,
    hint: "the folder of keys must belong to you, and its keys must be ordinary files",
  })) satisfies CatalogueEntry<{ file: string; reason: string }>,
};
