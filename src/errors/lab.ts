import type { CatalogueEntry } from "./entry.ts";

/** What can go wrong with a laboratory. */
export const labErrors = {
  "lab-needs-root": (() => ({
    message: "the laboratory needs root: it creates network namespaces",
    hint: "run the same command with sudo",
  })) satisfies CatalogueEntry<Record<string, never>>,

  "lab-programs-missing": ((p: { programs: readonly string[]; packages: readonly string[] }) => ({
    message: `the laboratory needs programs that are not installed: ${p.programs.join(", ")}`,
    hint: `install them with: apt-get install ${p.packages.join(" ")}`,
  })) satisfies CatalogueEntry<{ programs: readonly string[]; packages: readonly string[] }>,

  "lab-name-invalid": ((p: { name: string }) => ({
    message: `"${p.name}" cannot be a laboratory's name`,
    hint: "use up to 40 letters, digits, `-` and `_`, beginning with a letter or digit",
  })) satisfies CatalogueEntry<{ name: string }>,

  "lab-exists": ((p: { name: string }) => ({
    message: `the laboratory ${p.name} is up already`,
    hint: `take it down first: hubshift lab down --name ${p.name}`,
  })) satisfies CatalogueEntry<{ name: string }>,

  "lab-not-up": ((p: { name: string }) => ({
    message: `there is no laboratory ${p.name}`,
    hint: "start it with `hubshift lab up`",
  })) satisfies CatalogueEntry<{ name: string }>,

  "lab-host-unknown": ((p: { host: string; hosts: readonly string[] }) => ({
    message: `there is no host ${p.host} in the laboratory`,
    hint: `it has ${p.hosts.join(", ")}`,
  })) satisfies CatalogueEntry<{ host: string; hosts: readonly string[] }>,

  "lab-host-off": ((p: { host: string }) => ({
    message: `${p.host} is off`,
    hint: `switch it on with: hubshift lab start ${p.host}`,
  })) satisfies CatalogueEntry<{ host: string }>,

  "lab-host-failed": ((p: { host: string; reason: string; console: string }) => ({
    message: `${p.host} did not come up: ${p.reason}`,
    hint: p.console ? `its console ended with:\n${p.console}` : "its console is empty",
  })) satisfies CatalogueEntry<{ host: string; reason: string; console: string }>,

  "lab-fault-failed": ((p: { host: string; script: string; reason: string }) => ({
    message: `${p.host} could not be broken or mended: ${p.reason}`,
    hint: `what it ran: ${p.script}`,
  })) satisfies CatalogueEntry<{ host: string; script: string; reason: string }>,

  "lab-fault-impossible": ((p: { reason: string }) => ({
    message: `this fault can never happen: ${p.reason}`,
    hint: "operations are written as IAM writes them, `ec2:AssociateAddress` or `ec2:*`; times are milliseconds",
  })) satisfies CatalogueEntry<{ reason: string }>,

  "lab-fault-operand": ((p: { kind: string; wants: string; got: string | undefined }) => ({
    message: `${p.kind} takes ${p.wants}, ${p.got === undefined ? "and none is given" : `not "${p.got}"`}`,
    hint: "see `hubshift lab fault --help`",
  })) satisfies CatalogueEntry<{ kind: string; wants: string; got: string | undefined }>,

  "lab-fault-option": ((p: { kind: string; option: string; takes: boolean }) => ({
    message: `${p.kind} ${p.takes ? `needs ${p.option}` : `has no ${p.option}`}`,
    hint: "see `hubshift lab fault --help`",
  })) satisfies CatalogueEntry<{ kind: string; option: string; takes: boolean }>,

  "lab-fault-unknown": ((p: { id: string }) => ({
    message: `no fault has the number ${p.id}`,
    hint: "`hubshift lab fault` without a kind lists what is in effect",
  })) satisfies CatalogueEntry<{ id: string }>,

  "lab-not-deployed": ((p: { name: string; wan: string }) => ({
    message: `nothing of ${p.wan} is deployed in the laboratory ${p.name}`,
    hint: `deploy it: hubshift deploy --lab ${p.name}`,
  })) satisfies CatalogueEntry<{ name: string; wan: string }>,

  "lab-supervisor-failed": ((p: { name: string; reason: string }) => ({
    message: `the laboratory ${p.name} ended: ${p.reason}`,
    hint: "start it again with `hubshift lab up`",
  })) satisfies CatalogueEntry<{ name: string; reason: string }>,
};
