import {
  bareAddress,
  type Issue,
  issueAt,
  type Locate,
  type Path,
  PRIVATE_ASNS,
  type WanDraft,
} from "../../spec/index.ts";

/** A value that must be the only one of its kind, who has it, and where. */
interface Claim<T> {
  value: T;
  owner: string;
  path: Path;
}

/** Every claim on a value that an earlier one already holds, beside that one. */
function repeated<T>(claims: readonly Claim<T>[], keyOf: (value: T) => unknown = (v) => v): [Claim<T>, Claim<T>][] {
  const first = new Map<unknown, Claim<T>>();
  const found: [Claim<T>, Claim<T>][] = [];
  for (const claim of claims) {
    const holder = first.get(keyOf(claim.value));
    if (holder) found.push([claim, holder]);
    else first.set(keyOf(claim.value), claim);
  }
  return found;
}

/** Who the site at `index` is, for a sentence. */
export function siteLabel(draft: WanDraft, index: number): string {
  return draft.sites[index]?.name ?? `sites[${index}]`;
}

type SiteKey = "name" | "asn" | "loopback" | "tunnel" | "publicKey" | "publicAddress";

function siteClaims<K extends SiteKey>(draft: WanDraft, key: K) {
  return draft.sites.flatMap((site, index) => {
    const value = site[key];
    if (value === undefined) return [];
    return [{ value, owner: siteLabel(draft, index), path: ["sites", index, key] as Path }];
  });
}

function hubClaim<T>(value: T | undefined, owner: string, key: string): Claim<T>[] {
  return value === undefined ? [] : [{ value, owner, path: ["hubs", key] }];
}

function nameIssues(draft: WanDraft, locate: Locate): Issue[] {
  const sites = siteClaims(draft, "name").map((claim) => ({ ...claim, owner: `sites[${claim.path[1] as number}]` }));
  const hubs = [
    ...hubClaim(draft.hubs.primary, "the primary hub", "primary"),
    ...hubClaim(draft.hubs.standby, "the standby hub", "standby"),
  ];
  const { primary, standby } = draft.hubs;
  const reserved = [`${draft.name}-hub`, `${draft.name}-${primary}-link`, `${draft.name}-${standby}-link`];
  const isReserved = (name: string) => reserved.some((other) => other.toLowerCase() === name.toLowerCase());
  return [
    ...repeated([...hubs, ...sites], (name) => name.toLowerCase()).map(([claim, holder]) =>
      issueAt(locate, claim.path, "duplicate-name", {
        name: claim.value,
        other: holder.owner,
        line: locate(holder.path).line,
      }),
    ),
    ...sites
      .filter((claim) => draft.name !== undefined && isReserved(claim.value))
      .map((claim) => issueAt(locate, claim.path, "reserved-name", { name: claim.value })),
  ];
}

/** A private AS number that nobody has; after the highest one, where there is room. */
function freeAsn(draft: WanDraft): number {
  const taken = new Set([draft.hubs.asn, ...draft.sites.map((site) => site.asn)]);
  const highest = draft.sites.reduce((asn, site) => Math.max(asn, site.asn ?? 0), 0);
  for (const { first, last } of PRIVATE_ASNS) {
    let asn = first <= highest && highest < last ? highest + 1 : first;
    while (taken.has(asn)) asn++;
    if (asn <= last) return asn;
  }
  return highest;
}

function asnIssues(draft: WanDraft, locate: Locate): Issue[] {
  const claims = [...hubClaim(draft.hubs.asn, "the pair of hubs", "asn"), ...siteClaims(draft, "asn")];
  const free = freeAsn(draft);
  return repeated(claims).map(([claim, holder]) => {
    const params = { asn: claim.value, other: holder.owner, line: locate(holder.path).line, free };
    return issueAt(locate, claim.path, "duplicate-asn", params);
  });
}

function loopbackIssues(draft: WanDraft, locate: Locate): Issue[] {
  const claims = [...hubClaim(draft.hubs.loopback, "the pair of hubs", "loopback"), ...siteClaims(draft, "loopback")];
  return repeated(claims).map(([claim, holder]) => {
    const params = { address: bareAddress(claim.value), other: holder.owner, line: locate(holder.path).line };
    return issueAt(locate, claim.path, "duplicate-loopback", params);
  });
}

function tunnelIssues(draft: WanDraft, locate: Locate): Issue[] {
  const taken = new Set(draft.sites.map((site) => site.tunnel));
  let free = 1;
  while (taken.has(free)) free++;
  return repeated(siteClaims(draft, "tunnel")).map(([claim, holder]) => {
    const params = { tunnel: claim.value, other: holder.owner, line: locate(holder.path).line, free };
    return issueAt(locate, claim.path, "duplicate-tunnel", params);
  });
}

function publicIssues(draft: WanDraft, locate: Locate): Issue[] {
  const addresses = [
    ...hubClaim(draft.hubs.address, "the pair of hubs", "address"),
    ...siteClaims(draft, "publicAddress"),
  ];
  return [
    ...repeated(siteClaims(draft, "publicKey")).map(([claim, holder]) => {
      const params = { other: holder.owner, line: locate(holder.path).line };
      return issueAt(locate, claim.path, "duplicate-public-key", params);
    }),
    ...repeated(addresses).map(([claim, holder]) => {
      const params = { address: claim.value, other: holder.owner, line: locate(holder.path).line };
      return issueAt(locate, claim.path, "duplicate-public-address", params);
    }),
  ];
}

/** What two members of the WAN claim for themselves. */
export function checkDuplicates(draft: WanDraft, locate: Locate): Issue[] {
  return [nameIssues, asnIssues, loopbackIssues, tunnelIssues, publicIssues].flatMap((check) => check(draft, locate));
}
