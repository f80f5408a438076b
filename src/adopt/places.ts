import { describeError, type ErrorCode, type ErrorParams } from "../errors/index.ts";
import type { FileIssue, Place, Places } from "./types.ts";

/** A line without the blanks around it. */
export interface SourceLine extends Place {
  text: string;
}

/** Every line that is not blank. */
export function linesOf(text: string): SourceLine[] {
  return text.split("\n").flatMap((raw, index) => {
    const trimmed = raw.trim();
    const column = raw.length - raw.trimStart().length + 1;
    return trimmed === "" ? [] : [{ text: trimmed, line: index + 1, column }];
  });
}

/** The issue that the catalogue describes as `code`, about `path` of a file. */
export function issueIn<C extends ErrorCode>(
  file: string,
  path: string,
  { line, column }: Place,
  code: C,
  params: ErrorParams<C>,
): FileIssue {
  return { file, code, path, line, column, ...describeError(code, params) };
}

/** Where a setting stands; where it is not written, the head of its section. */
export function placeOf(places: Places, ...settings: readonly string[]): Place {
  const found = settings.flatMap((setting) => places.get(setting) ?? [])[0];
  return found ?? places.get("") ?? { line: 1, column: 1 };
}
