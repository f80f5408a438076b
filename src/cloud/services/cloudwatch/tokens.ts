import { AwsError } from "../../core/error.ts";

export interface Token<Kind extends string> {
  kind: Kind;
  text: string;
}

export const invalidExpression = (text: string, reason: string): AwsError =>
  new AwsError("ValidationError", `Error in expression '${text}': ${reason}`);

/**
 * The words of an expression, as `read` takes them. `pattern` is sticky and has one group for each kind, in their order.
 * @throws AwsError ValidationError
 */
export function tokenize<Kind extends string>(
  text: string,
  { pattern, kinds, read }: { pattern: RegExp; kinds: readonly Kind[]; read: (kind: Kind, text: string) => string },
): Token<Kind>[] {
  const tokens: Token<Kind>[] = [];
  const source = text.trimEnd();
  pattern.lastIndex = 0;
  while (pattern.lastIndex < source.length) {
    const at = pattern.lastIndex;
    const groups = pattern.exec(source)?.slice(1) ?? [];
    const kind = kinds.find((_, index) => groups[index] !== undefined);
    if (kind === undefined) throw invalidExpression(text, `Unexpected '${source.slice(at).trimStart()[0]}'`);
    tokens.push({ kind, text: read(kind, groups[kinds.indexOf(kind)] ?? "") });
  }
  return tokens;
}
