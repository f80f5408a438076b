import { type Alias, type Document, LineCounter, parseDocument, visit, type YAMLError } from "yaml";
import { describeError, type ErrorCode, type ErrorParams } from "../errors/index.ts";
import { type Locate, locator, placeOf } from "./place.ts";
import type { Issue } from "./types.ts";
import { describeValue, isMapping } from "./words.ts";

/** A YAML file that was read: its top-level keys as plain data, or undefined where it cannot be understood. */
export interface WanDocument {
  data: Record<string, unknown> | undefined;
  locate: Locate;
  issues: Issue[];
}

type Report = <C extends ErrorCode>(offset: number, code: C, params: ErrorParams<C>) => Issue;

function reporter(text: string, lines: LineCounter): Report {
  return (offset, code, params) => ({
    code,
    path: "",
    ...placeOf(text, lines, offset),
    ...describeError(code, params),
  });
}

function syntaxIssue(error: YAMLError, text: string, report: Report): Issue {
  const [start, end] = error.pos;
  if (error.code === "TAB_AS_INDENT") return report(start, "yaml-tab", {});
  if (error.code === "MULTIPLE_DOCS") return report(start, "yaml-several-documents", {});
  if (error.code === "DUPLICATE_KEY") {
    const key = /^[^\s:]+/.exec(text.slice(start))?.[0] ?? text.slice(start, end);
    return report(start, "yaml-duplicate-key", { key });
  }
  return report(start, "yaml-syntax", { problem: error.message.charAt(0).toLowerCase() + error.message.slice(1) });
}

function unknownAliases(doc: Document, report: Report): Issue[] {
  const found: Issue[] = [];
  visit(doc, {
    Alias(_key, alias: Alias) {
      if (!alias.resolve(doc)) found.push(report(alias.range?.[0] ?? 0, "yaml-unknown-alias", { alias: alias.source }));
    },
  });
  return found;
}

/** Plain data of a document without syntax errors. */
function dataOf(doc: Document, report: Report): Record<string, unknown> | Issue {
  try {
    const data: unknown = doc.toJS();
    if (isMapping(data)) return data;
    if (data === null) return report(0, "yaml-empty", {});
    return report(0, "wan-not-mapping", { found: describeValue(data) });
  } catch {
    // The library refuses aliases that multiply into a huge document, and nesting deeper than its stack.
    return report(0, "yaml-syntax", { problem: "it is nested too deep, or its aliases multiply without end" });
  }
}

/**
 * Reads YAML text. Of the syntax errors only the first is reported, since the others usually follow from it; a duplicate key leaves
 * the rest readable. Never throws.
 */
export function readDocument(text: string): WanDocument {
  const lines = new LineCounter();
  const doc = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "error" });
  const report = reporter(text, lines);
  const locate = locator(text, doc, lines);
  const issues = doc.errors.filter((e) => e.code === "DUPLICATE_KEY").map((e) => syntaxIssue(e, text, report));
  const broken = doc.errors.find((e) => e.code !== "DUPLICATE_KEY");
  if (broken) return { data: undefined, locate, issues: [...issues, syntaxIssue(broken, text, report)] };
  const dangling = unknownAliases(doc, report);
  if (dangling.length > 0) return { data: undefined, locate, issues: [...issues, ...dangling] };
  const data = dataOf(doc, report);
  if ("message" in data && "hint" in data && "line" in data)
    return { data: undefined, locate, issues: [...issues, data as unknown as Issue] };
  return { data: data as Record<string, unknown>, locate, issues };
}
