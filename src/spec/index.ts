export { PRIVATE_ASNS } from "./asn.ts";
export type { SiteDraft, WanDraft } from "./draft.ts";
export { addressText, bareAddress, contains, type Ipv4Network, networkOf, subnetOf } from "./ipv4.ts";
export { formatIssue, issueAt, sortIssues } from "./issue.ts";
export { wanJsonSchema } from "./json-schema.ts";
export { type ParsedWan, type ParseOptions, parseWan } from "./parse.ts";
export type { Locate, Path, Place } from "./place.ts";
export { numberTunnels } from "./tunnels.ts";
export type * from "./types.ts";
