import type { KeyValues } from "./types.ts";

/** A part of a pattern: literal text, one character, any number of characters, or the value of a condition key. */
type Part = { text: string } | "one" | "many" | { variable: string; otherwise: string | undefined };

export type Pattern = readonly Part[];

/** `${aws:PrincipalTag/team, 'none'}`; `${*}`, `${?}` and `${$}` are the characters themselves. */
const VARIABLE = /\$\{([^},]*)(?:,\s*'([^']*)')?\}/y;

/**
 * Reads `*`, `?` and, where `variables` says so, policy variables.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function parsePattern(source: string, variables = false): Pattern {
  const parts: Part[] = [];
  const literal = (text: string) => {
    const last = parts.at(-1);
    if (typeof last === "object" && "text" in last) last.text += text;
    else parts.push({ text });
  };
  for (let at = 0; at < source.length; at++) {
    const char = source[at] as string;
    VARIABLE.lastIndex = at;
    const [whole, name = "", otherwise] = (variables && char === "$" && VARIABLE.exec(source)) || [];
    if (whole === undefined) {
      if (char === "*") parts.push("many");
      else if (char === "?") parts.push("one");
      else literal(char);
      continue;
    }
    if (/^[*?$]$/.test(name)) literal(name);
    else parts.push({ variable: name.trim().toLowerCase(), otherwise });
    at += whole.length - 1;
  }
  return parts;
}

/** Whether the whole of `text` fits. A variable without a value fits nothing. Linear in practice, never exponential. */
export function fits(pattern: Pattern, text: string, key: KeyValues): boolean {
  const [only] = pattern;
  if (pattern.length === 0) return text === "";
  if (pattern.length === 1 && only === "many") return true;
  if (pattern.length === 1 && typeof only === "object" && "text" in only) return only.text === text;
  const tokens = tokensOf(pattern, key);
  return tokens !== undefined && glob(tokens, text);
}

/** One token per character. */
function tokensOf(pattern: Pattern, key: KeyValues): (string | typeof ANY | typeof ONE)[] | undefined {
  const tokens: (string | typeof ANY | typeof ONE)[] = [];
  for (const part of pattern) {
    if (part === "many") tokens.push(ANY);
    else if (part === "one") tokens.push(ONE);
    else if ("text" in part) tokens.push(...part.text.split(""));
    else {
      const values = key(part.variable);
      const value = values?.length === 1 ? values[0] : part.otherwise;
      if (value === undefined) return undefined;
      tokens.push(...value.split(""));
    }
  }
  return tokens;
}

const ANY = Symbol("*");
const ONE = Symbol("?");

/** On a mismatch the latest `*` takes one character more: nothing before it need be tried again. */
function glob(tokens: readonly (string | symbol)[], text: string): boolean {
  let token = 0;
  let at = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    if (tokens[token] === ANY) {
      star = token++;
      resume = at;
    } else if (tokens[token] === ONE || tokens[token] === text[at]) {
      token++;
      at++;
    } else if (star >= 0) {
      token = star + 1;
      at = ++resume;
    } else return false;
  }
  while (tokens[token] === ANY) token++;
  return token === tokens.length;
}
