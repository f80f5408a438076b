import type { CatalogueEntry } from "./entry.ts";

/** Why a key was not rotated. Except for a step that failed, nothing has been changed. */
export const rotationErrors = {
  "rotation-who": ((p: { who: string; wan: string }) => ({
    message: `${p.wan} has no site "${p.who}"`,
    hint: "name a site, or `hubs` for the key that both hubs share; `hubshift plan` lists the sites",
  })) satisfies CatalogueEntry<{ who: string; wan: string }>,
  "rotation-running": ((p: { host: string; seconds: number }) => ({
    message: `a rotation has put a new key on ${p.host} ${p.seconds} s ago and may still run`,
    hint: "wait until it has ended; one that was broken off can be finished after two minutes, with the same command",
  })) satisfies CatalogueEntry<{ host: string; seconds: number }>,
  "rotation-unfinished": ((p: { host: string; other: string }) => ({
    message: `a rotation was broken off and left a new key on ${p.host}`,
    hint: `finish it first: hubshift keys rotate ${p.other}`,
  })) satisfies CatalogueEntry<{ host: string; other: string }>,
  "rotation-own-key": ((p: { host: string }) => ({
    message: `the files of ${p.host} do not have its private key: its owner keeps it, and rotates it`,
    hint: "a site whose publicKey is in wan.yaml gets a new one there, and is set up anew",
  })) satisfies CatalogueEntry<{ host: string }>,
  "rotation-preshared": ((p: { host: string; interface: string }) => ({
    message: `${p.interface} on ${p.host} has a preshared key, which a rotation would lose`,
    hint: "hubshift makes none: take it out at both ends, or rotate this tunnel by hand",
  })) satisfies CatalogueEntry<{ host: string; interface: string }>,
  "rotation-keys-differ": ((p: { host: string; interface: string }) => ({
    message: `${p.interface} on ${p.host} has other keys than its file or the other ends of the tunnel`,
    hint: `compare \`wg show ${p.interface}\` with /etc/wireguard/${p.interface}.conf there; only a tunnel that is whole is rotated`,
  })) satisfies CatalogueEntry<{ host: string; interface: string }>,
  "rotation-file-differs": ((p: { file: string; hosts: string }) => ({
    message: `${p.file} is not the key in use on ${p.hosts}`,
    hint: "use the folder with the keys that the hosts were made from",
  })) satisfies CatalogueEntry<{ file: string; hosts: string }>,
  "rotation-no-session": ((p: { site: string }) => ({
    message: `${p.site} has no session with a hub, so a new key could not be proved`,
    hint: "see that the tunnel works first: `hubshift status`",
  })) satisfies CatalogueEntry<{ site: string }>,
  "rotation-step-failed": ((p: { host: string; step: string; reason: string }) => ({
    message: `${p.host} could not do its part (${p.step}): ${p.reason}`,
    hint: "see that it is up and has wg, then run the same command again",
  })) satisfies CatalogueEntry<{ host: string; step: string; reason: string }>,
};
