import { describeError, type ErrorCode, type ErrorParams } from "../errors/index.ts";
import { type Locate, type Path, pathText } from "./place.ts";
import type { Issue } from "./types.ts";

/** The issue that the catalogue describes as `code`, at `path` of the document. */
export function issueAt<C extends ErrorCode>(
  locate: Locate,
  path: Path,
  code: C,
  params: ErrorParams<C>,
  at: "key" | "value" = "value",
): Issue {
  const { line, column } = locate(path, at);
  return { code, path: pathText(path), line, column, ...describeError(code, params) };
}

/** From the top of the file to its end; what stands at one place keeps a fixed order. */
export function sortIssues(issues: readonly Issue[]): Issue[] {
  return [...issues].sort(
    (a, b) =>
      a.line - b.line ||
      a.column - b.column ||
      a.path.localeCompare(b.path, "en") ||
      a.code.localeCompare(b.code, "en"),
  );
}

/** `wan.yaml:12:8: message` and the hint on a line of its own. */
export function formatIssue(file: string, issue: Issue): string {
  return `${file}:${issue.line}:${issue.column}: ${issue.message}\n  hint: ${issue.hint}`;
}
