import type { CatalogueEntry } from "./entry.ts";

/** What can go wrong with bringing a WAN into an account, or out of it. */
export const deployErrors = {
  "account-not-bootstrapped": ((p: { account: string; region: string; bucket: string }) => ({
    message: `account ${p.account} has no bucket ${p.bucket} for assets`,
    hint: `make it once with \`npx cdk bootstrap aws://${p.account}/${p.region}\``,
  })) satisfies CatalogueEntry<{ account: string; region: string; bucket: string }>,
  "template-refused": ((p: { stack: string; reason: string }) => ({
    message: `CloudFormation cannot take the template for ${p.stack}: ${p.reason}`,
    hint: "`hubshift synth --validate` says more where the template is at fault; nothing was changed",
  })) satisfies CatalogueEntry<{ stack: string; reason: string }>,
  "parameter-unknown": ((p: { name: string; known: readonly string[] }) => ({
    message: `--parameter: the template has no parameter ${p.name}`,
    hint: `it has ${p.known.join(", ")}`,
  })) satisfies CatalogueEntry<{ name: string; known: readonly string[] }>,
  "stack-stuck": ((p: { stack: string; status: string; hint: string }) => ({
    message: `stack ${p.stack} cannot be changed: it is in ${p.status}`,
    hint: p.hint,
  })) satisfies CatalogueEntry<{ stack: string; status: string; hint: string }>,
  "stack-failed": ((p: { stack: string; status: string; resource: string; type: string; reason: string }) => ({
    message: `${p.resource} (${p.type}): ${p.reason}`,
    hint: afterFailure(p),
  })) satisfies CatalogueEntry<{ stack: string; status: string; resource: string; type: string; reason: string }>,
  "deploy-outage": ((p: { resources: readonly string[] }) => ({
    message: `this would stop, replace or remove ${p.resources.join(", ")}: the sites lose their hubs meanwhile`,
    hint: "`hubshift upgrade` does it hub by hub where no site is changed or removed; --allow-outage does it all at once",
  })) satisfies CatalogueEntry<{ resources: readonly string[] }>,
  "stack-missing": ((p: { stack: string }) => ({
    message: `there is no stack ${p.stack}`,
    hint: "`hubshift deploy` makes it",
  })) satisfies CatalogueEntry<{ stack: string }>,
  "upgrade-reference": ((p: { stack: string }) => ({
    message: `the hubs of ${p.stack} have no agents, so nobody can say when a new one is ready`,
    hint: "make the WAN a hot standby, or `hubshift deploy --allow-outage` at night",
  })) satisfies CatalogueEntry<{ stack: string }>,
  "upgrade-outage": ((p: { resources: readonly string[] }) => ({
    message: `this would stop, replace or remove ${p.resources.join(", ")}, which is not one hub's alone`,
    hint: "`hubshift diff` shows why; `hubshift deploy --allow-outage` does it all the same",
  })) satisfies CatalogueEntry<{ resources: readonly string[] }>,
  "upgrade-network": (() => ({
    message: "the hubs that are deployed are of another network, and a new hub is not ready beside them",
    hint: "new sites need no outage, another change of wan.yaml does: `hubshift deploy --allow-outage` when the sites can spare it",
  })) satisfies CatalogueEntry<undefined>,
  "upgrade-sites": ((p: { sites: readonly string[] }) => ({
    message: `the hubs that are deployed serve ${p.sites.join(", ")} otherwise than the new ones would, or those not at all`,
    hint: "new sites need no outage, changed ones and fewer do: `hubshift deploy --allow-outage` when they can spare it",
  })) satisfies CatalogueEntry<{ sites: readonly string[] }>,
  "upgrade-no-holder": (() => ({
    message: "no hub holds the address, so neither can be spared",
    hint: "`hubshift status` says why; `hubshift failover` or `failback` gives it to a hub",
  })) satisfies CatalogueEntry<undefined>,
  "upgrade-holder-changed": ((p: { hub: string }) => ({
    message: `the address has moved meanwhile, so ${p.hub} stays as it is`,
    hint: "`hubshift status` says who holds it; `hubshift upgrade` goes on from there",
  })) satisfies CatalogueEntry<{ hub: string }>,
  "upgrade-not-ready": ((p: { hub: string; minutes: number }) => ({
    message: `${p.hub} is not ready after ${p.minutes} minutes; the other hub serves`,
    hint: "`hubshift validate` says what is missing; mend it, then `hubshift upgrade` goes on",
  })) satisfies CatalogueEntry<{ hub: string; minutes: number }>,
  "upgrade-unasked": (() => ({
    message: "there is no terminal to ask whether the hubs are to be replaced",
    hint: "--plan shows the steps; --yes takes them without asking",
  })) satisfies CatalogueEntry<undefined>,
  "upgrade-refused": (() => ({
    message: "nothing was replaced",
    hint: "answer `yes` to go on, or give --yes",
  })) satisfies CatalogueEntry<undefined>,
  "destroy-unasked": (() => ({
    message: "there is no terminal to ask whether the WAN is to be destroyed",
    hint: "--yes destroys it without asking",
  })) satisfies CatalogueEntry<undefined>,
  "destroy-refused": ((p: { wan: string }) => ({
    message: `that is not ${p.wan}: nothing was destroyed`,
    hint: "type the WAN's name as it is in wan.yaml",
  })) satisfies CatalogueEntry<{ wan: string }>,
};

/** What an operation that failed leaves behind. */
function afterFailure({ stack, status }: { stack: string; status: string }): string {
  if (status === "UPDATE_ROLLBACK_COMPLETE") return `${stack} is as it was before; correct that, then deploy again`;
  if (status === "DELETE_COMPLETE") return "nothing is left of the stack; correct that, then deploy again";
  return `${stack} is in ${status}; correct that, then run the same command again`;
}
