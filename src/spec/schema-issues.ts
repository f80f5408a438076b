import type { z } from "zod";
import { issueAt } from "./issue.ts";
import { type Locate, type Path, pathText } from "./place.ts";
import { alertsFields, hubsFields, siteFields, transitFields, vpcFields, wan, wireguardFields } from "./schema.ts";
import { nearest } from "./suggest.ts";
import type { Issue } from "./types.ts";
import { describeType, describeValue, EXAMPLES, isMapping } from "./words.ts";

type ZodIssue = z.core.$ZodIssue;

/** Which keys exist below a path; list positions do not matter. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  "": Object.keys(wan.shape),
  hubs: Object.keys(hubsFields),
  sites: Object.keys(siteFields),
  transit: Object.keys(transitFields),
  wireguard: Object.keys(wireguardFields),
  alerts: Object.keys(alertsFields),
  vpc: Object.keys(vpcFields),
};

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) => (isMapping(value) || Array.isArray(value) ? value[step as never] : undefined),
    data,
  );
}

/** Who has the key: `the WAN`, `hubs`, `SITE1-LF1`, `sites[2]`. */
function ownerOf(data: unknown, path: Path): string {
  if (path.length === 0) return "the WAN";
  const name = valueAt(data, [...path, "name"]);
  return path[0] === "sites" && typeof name === "string" && name ? name : pathText(path);
}

/** The last key of a path with its list position: `asn`, `networks[1]`. */
function keyOf(path: Path): string {
  const at = path.findLastIndex((step) => typeof step === "string");
  return pathText(path.slice(at));
}

function exampleFor(path: Path): string {
  const keys = path.filter((step) => typeof step === "string");
  const key = keys.at(-1) ?? "";
  return EXAMPLES[keys.join(".")] ?? EXAMPLES[key] ?? `${key}: ...`;
}

/** An unknown key may be a typing error, or stand in the wrong place. */
function suggestionFor(key: string, section: string): string | undefined {
  const elsewhere = Object.entries(KEYS).find(([name, keys]) => name !== section && keys.includes(key));
  const near = nearest(key, KEYS[section] ?? []);
  if (near || !elsewhere) return near;
  return elsewhere[0] ? `${elsewhere[0]}.${key}` : undefined;
}

function typeIssue(issue: ZodIssue & { code: "invalid_type" }, data: unknown, locate: Locate): Issue {
  const { path, expected } = issue;
  const value = valueAt(data, path);
  const key = keyOf(path);
  const example = exampleFor(path);
  if (value === undefined) {
    const parent = path.slice(0, -1);
    return issueAt(locate, path, "missing-key", { owner: ownerOf(data, parent), key, example });
  }
  if (value === null) return issueAt(locate, path, "no-value", { key, example });
  return issueAt(locate, path, "wrong-type", {
    key,
    expected: describeType(expected),
    found: describeValue(value),
    example,
  });
}

function enumIssue(issue: ZodIssue & { code: "invalid_value" }, data: unknown, locate: Locate): Issue {
  const value = valueAt(data, issue.path);
  const key = keyOf(issue.path);
  const allowed = issue.values.map(String);
  const example = exampleFor(issue.path);
  if (value === null) return issueAt(locate, issue.path, "no-value", { key, example });
  if (typeof value !== "string") {
    const params = { key, expected: "text", found: describeValue(value), example };
    return issueAt(locate, issue.path, "wrong-type", params);
  }
  return issueAt(locate, issue.path, "not-one-of", { key, found: value, allowed, suggestion: nearest(value, allowed) });
}

/** Puts what zod found into the catalogue's words. One zod issue can hold several unknown keys. */
export function issuesFromZod(issue: ZodIssue, data: unknown, locate: Locate): Issue[] {
  if (issue.code === "unrecognized_keys") {
    const section = String(issue.path[0] ?? "");
    return issue.keys.map((key) =>
      issueAt(locate, [...issue.path, key], "unknown-key", { key, suggestion: suggestionFor(key, section) }, "key"),
    );
  }
  if (issue.code === "invalid_type") return [typeIssue(issue, data, locate)];
  if (issue.code === "invalid_value") return [enumIssue(issue, data, locate)];
  const { line, column } = locate(issue.path);
  const text = (issue as { params?: unknown }).params as Pick<Issue, "code" | "message" | "hint">;
  return [{ code: text.code, path: pathText(issue.path), line, column, message: text.message, hint: text.hint }];
}
