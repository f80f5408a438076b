import type { CatalogueEntry } from "./entry.ts";

/** What can go wrong on the way to a host. */
export const reachErrors = {
  "host-unreachable": ((p: { host: string; reason: string; hint: string }) => ({
    message: `${p.host} cannot be reached: ${p.reason}`,
    hint: p.hint,
  })) satisfies CatalogueEntry<{ host: string; reason: string; hint: string }>,
  "host-not-root": ((p: { host: string; reason: string }) => ({
    message: `on ${p.host} commands cannot run as root: ${p.reason}`,
    hint: "log in as root, or as a user whose sudo asks for no password: `User` in the ssh configuration says as whom",
  })) satisfies CatalogueEntry<{ host: string; reason: string }>,
  "answer-cut": ((p: { host: string; program: string; got: number; length: number }) => ({
    message: `of what ${p.program} on ${p.host} answers, ${p.got} of ${p.length} characters came back`,
    hint: "ask again, or reach the hubs by ssh: leave out `--ssm`",
  })) satisfies CatalogueEntry<{ host: string; program: string; got: number; length: number }>,
};
