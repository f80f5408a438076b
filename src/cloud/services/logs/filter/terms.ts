import type { Filter } from "./filter.ts";
import { invalidFilter, regularExpression } from "./invalid.ts";

/** An optional sign, then a quoted phrase, a regular expression, or a word. */
const TERM = /\s*([-?]?)(?:"((?:[^"\\]|\\.)*)"|%([^%]+)%|([^\s"[\]{}]+))/y;

/** All plain terms, none of the `-` terms; or, with only `?` terms, any of them. Terms are case-sensitive. */
export function compileTerms(text: string): Filter {
  const wanted: Record<"" | "-" | "?", Filter[]> = { "": [], "-": [], "?": [] };
  TERM.lastIndex = 0;
  while (TERM.lastIndex < text.length) {
    const at = TERM.lastIndex;
    const found = TERM.exec(text);
    if (!found) throw invalidFilter(`unexpected ${text.slice(at).trim()}`);
    const [, sign, phrase, expression, word] = found;
    wanted[sign as "" | "-" | "?"].push(termOf(phrase?.replace(/\\(.)/g, "$1") ?? word, expression));
  }
  const { "": all, "-": none, "?": any } = wanted;
  // AWS ignores `?` terms beside others.
  const onlyAny = all.length === 0 && none.length === 0 && any.length > 0;
  return (message) =>
    onlyAny
      ? any.some((term) => term(message))
      : all.every((term) => term(message)) && !none.some((term) => term(message));
}

function termOf(text: string | undefined, expression: string | undefined): Filter {
  if (text !== undefined) return (message) => message.includes(text);
  const regex = regularExpression(expression ?? "");
  return (message) => regex.test(message);
}
