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
    hint: "`hubshift diff` shows why; --allow-outage does it all the same",
  })) satisfies CatalogueEntry<{ resources: readonly string[] }>,
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
