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

/** Plain data of a document, or why it describes no WAN. */
function contentOf(doc: Document, report: Report): Pick<WanDocument, "data" | "issues"> {
  const refused = (issue: Issue) => ({ data: undefined, issues: [issue] });
  try {
    const data: unknown = doc.toJS();
    if (isMapping(data)) return { data, issues: [] };
    if (data === null) return refused(report(0, "yaml-empty", {}));
    return refused(report(0, "wan-not-mapping", { found: describeValue(data) }));
  } catch {
    // The library refuses aliases that multiply into a huge document, and nesting deeper than its stack.
    return refused(report(0, "yaml-syntax", { problem: "it is nested too deep, or its aliases multiply without end" }));
  }
}

/** Of the syntax errors only the first counts, since the others usually follow from it; a duplicate key leaves the rest readable. */
function syntaxIssues(doc: Document, text: string, report: Report): { issues: Issue[]; readable: boolean } {
  const broken = doc.errors.find((error) => error.code !== "DUPLICATE_KEY");
  const shown = doc.errors.filter((error) => error.code === "DUPLICATE_KEY" || error === broken);
  const issues = shown.map((error) => syntaxIssue(error, text, report));
  if (broken) return { issues, readable: false };
  const dangling = unknownAliases(doc, report);
  return { issues: [...issues, ...dangling], readable: dangling.length === 0 };
}

/** Reads YAML text. Never throws. */
export function readDocument(text: string): WanDocument {
  const lines = new LineCounter();
  const doc = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "error" });
  const report = reporter(text, lines);
  const syntax = syntaxIssues(doc, text, report);
  const content = syntax.readable ? contentOf(doc, report) : { data: undefined, issues: [] };
  return { data: content.data, locate: locator(text, doc, lines), issues: [...syntax.issues, ...content.issues] };
}
