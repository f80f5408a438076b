import { readDocument } from "./document.ts";
import { draftOf, type WanDraft } from "./draft.ts";
import { issueAt, sortIssues } from "./issue.ts";
import type { Locate } from "./place.ts";
import { type WanInput, wan } from "./schema.ts";
import { issuesFromZod } from "./schema-issues.ts";
import { expandShortForms } from "./short-forms.ts";
import { numberTunnels } from "./tunnels.ts";
import type { Issue, Profile, WanSpec } from "./types.ts";

export interface ParseOptions {
  /** Instead of the file's. */
  profile?: Profile | undefined;
}

export type ParsedWan =
  | { ok: true; spec: WanSpec; locate: Locate }
  /** With what is right by itself, where the file could be read that far. */
  | { ok: false; issues: Issue[]; draft: WanDraft | undefined; locate: Locate };

function complete(input: WanInput, options: ParseOptions): WanSpec {
  const profile = options.profile ?? input.profile;
  const numbers = numberTunnels(input.sites.map((site) => site.tunnel));
  return {
    ...input,
    profile,
    failback: input.failback ?? (profile === "reference" ? "on-running" : "when-ready"),
    sites: input.sites.map((site, index) => ({ ...site, tunnel: numbers[index] ?? index + 1 })),
  };
}

/**
 * Reads a `wan.yaml`: every value is checked by itself, short forms are written out and defaults filled in. What values say about
 * each other is the plan's to check. Reports all issues from top to bottom; never throws.
 */
export function parseWan(text: string, options: ParseOptions = {}): ParsedWan {
  const { data: given, locate, issues } = readDocument(text);
  if (!given) return { ok: false, issues: sortIssues(issues), draft: undefined, locate };
  const data = expandShortForms(given);
  const parsed = wan.safeParse(data);
  const found = [...issues, ...(parsed.error?.issues ?? []).flatMap((issue) => issuesFromZod(issue, data, locate))];
  if (Array.isArray(data.sites) && data.sites.length === 0) found.push(issueAt(locate, ["sites"], "no-sites", {}));
  if (parsed.success && found.length === 0) return { ok: true, spec: complete(parsed.data, options), locate };
  return { ok: false, issues: sortIssues(found), draft: draftOf(data), locate };
}
