import type { CatalogueEntry } from "./entry.ts";

/** What can go wrong with a WAN that is deployed. */
export const awsErrors = {
  "wan-not-found": ((p: { wan: string; tag: string; what: string; count: number }) => ({
    message: `${p.count === 0 ? `there is no ${p.what}` : `there are ${p.count} instead of one ${p.what}`} with the tag ${p.tag}=${p.wan}`,
    hint: "deploy it, check region and account, or name a laboratory with --lab",
  })) satisfies CatalogueEntry<{ wan: string; tag: string; what: string; count: number }>,
  "hub-unknown": ((p: { hub: string; wan: string; hubs: readonly string[] }) => ({
    message: `${p.hub} is no hub of ${p.wan}`,
    hint: `its hubs are ${p.hubs.join(" and ")}`,
  })) satisfies CatalogueEntry<{ hub: string; wan: string; hubs: readonly string[] }>,
  "move-refused": ((p: { reason: string; hint: string }) => ({
    message: `the address stays where it is: ${p.reason}`,
    hint: p.hint,
  })) satisfies CatalogueEntry<{ reason: string; hint: string }>,
  "move-unconfirmed": ((p: { hub: string; seconds: number }) => ({
    message: `EC2 took the order, but ${p.hub} does not hold the address after ${p.seconds} s`,
    hint: "run the same command again: it looks first and moves nothing twice",
  })) satisfies CatalogueEntry<{ hub: string; seconds: number }>,
  "functions-unknown": ((p: { wan: string; reason: string }) => ({
    message: `the functions of ${p.wan} are not known: ${p.reason}`,
    hint: "check that the WAN was deployed as a stack, and that these credentials may read it",
  })) satisfies CatalogueEntry<{ wan: string; reason: string }>,
  "aws-credentials": (() => ({
    message: "there are no AWS credentials",
    hint: "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a laboratory with --lab",
  })) satisfies CatalogueEntry<undefined>,
  "aws-profile": ((p: { profile: string }) => ({
    message: `there are no AWS credentials in the profile "${p.profile}" that AWS_PROFILE names`,
    hint: "`aws configure list-profiles` lists those that ~/.aws/config and ~/.aws/credentials have",
  })) satisfies CatalogueEntry<{ profile: string }>,
  "aws-unreachable": ((p: { region: string; reason: string }) => ({
    message: `AWS in ${p.region} cannot be reached (${p.reason})`,
    hint: "check the network, the region in wan.yaml, and AWS_ENDPOINT_URL if it is set",
  })) satisfies CatalogueEntry<{ region: string; reason: string }>,
  "aws-endpoint": (() => ({
    message: "AWS_ENDPOINT_URL is no URL",
    hint: "write it such as `http://127.0.0.1:4566`, or unset it to reach AWS itself",
  })) satisfies CatalogueEntry<undefined>,
  "aws-throttled": ((p: { region: string; code: string }) => ({
    message: `AWS in ${p.region} takes no more calls for the moment (${p.code})`,
    hint: "wait a minute and run the same command again: it looks first, and does nothing twice",
  })) satisfies CatalogueEntry<{ region: string; code: string }>,
  "aws-invalid": ((p: { message: string }) => ({
    message: `AWS does not accept this: ${p.message}`,
    hint: "correct what it names; nothing was changed",
  })) satisfies CatalogueEntry<{ message: string }>,
  "aws-refused": ((p: { code: string; message: string }) => ({
    message: `AWS refused (${p.code}): ${p.message}`,
    hint: "check the account, the region and the permissions of the credentials in use",
  })) satisfies CatalogueEntry<{ code: string; message: string }>,
};
