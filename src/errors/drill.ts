import type { CatalogueEntry } from "./entry.ts";

/** Why a drill has nothing to measure. */
export const drillErrors = {
  "drill-not-established": ((p: { seconds: number }) => ({
    message: `not every BGP session was Established within ${p.seconds} s`,
    hint: "build the same laboratory with `hubshift lab up` and look at `hubshift lab exec HOST -- vtysh -c 'show ip bgp summary'`",
  })) satisfies CatalogueEntry<{ seconds: number }>,
  "drill-not-ready": ((p: { seconds: number }) => ({
    message: `not both hubs were ready within ${p.seconds} s`,
    hint: "build the same laboratory with `hubshift lab up` and look at `hubshift lab logs HUB`: its agent says what is missing",
  })) satisfies CatalogueEntry<{ seconds: number }>,
  "drill-fault-mode": ((p: { fault: string; mode: string; faults: readonly string[] }) => ({
    message: `${p.fault} cannot be drilled in mode ${p.mode}, which has no hub agents`,
    hint: `mode ${p.mode} knows ${p.faults.join(" and ")}; the others need --mode hot-standby`,
  })) satisfies CatalogueEntry<{ fault: string; mode: string; faults: readonly string[] }>,
  "run-none": ((p: { folder: string }) => ({
    message: `${p.folder} is no run of a drill: it has no drill.json`,
    hint: "`hubshift drill` writes one below runs/ when it has come to its end",
  })) satisfies CatalogueEntry<{ folder: string }>,
  "runs-none": (() => ({
    message: "there is no run of a drill in runs/",
    hint: "`hubshift drill` leaves one there; a run elsewhere is named by its folder",
  })) satisfies CatalogueEntry<undefined>,
  "run-version": ((p: { file: string; version: unknown; reads: number }) => ({
    message: `${p.file}: written as version ${p.version ?? "0"}, and this hubshift reads version ${p.reads}`,
    hint: "report it with the hubshift that drilled, or drill again",
  })) satisfies CatalogueEntry<{ file: string; version: unknown; reads: number }>,
  "run-broken": ((p: { file: string; reason: string }) => ({
    message: `${p.file}: ${p.reason}`,
    hint: "a run is read as the drill left it: copy its folder whole, or drill again",
  })) satisfies CatalogueEntry<{ file: string; reason: string }>,
  "drill-no-replies": ((p: { seconds: number }) => ({
    message: `not every pair answered within ${p.seconds} s, before any fault`,
    hint: "build the same laboratory with `hubshift lab up` and look at `hubshift lab exec HOST -- wg show`",
  })) satisfies CatalogueEntry<{ seconds: number }>,
};
