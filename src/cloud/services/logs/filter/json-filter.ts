import type { Filter } from "./filter.ts";
import { invalidFilter, regularExpression } from "./invalid.ts";

type Test = (root: unknown) => boolean;

const TOKEN =
  /\s*(?:(\$[^\s=!<>&|(){}]*)|(&&|\|\||!=|<=|>=|[=<>(){}])|"((?:[^"\\]|\\.)*)"|%([^%]+)%|([^\s=!<>&|(){}"]+))/y;

interface Token {
  kind: "selector" | "symbol" | "string" | "regex" | "word";
  text: string;
}

function tokens(text: string): Token[] {
  const kinds = ["selector", "symbol", "string", "regex", "word"] as const;
  const found: Token[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex;
    const groups = TOKEN.exec(text)?.slice(1);
    const index = groups?.findIndex((group) => group !== undefined) ?? -1;
    const kind = kinds[index];
    if (!kind) throw invalidFilter(`unexpected ${text.slice(at).trim()}`);
    found.push({ kind, text: groups?.[index] ?? "" });
  }
  return found;
}

/** Compiles `{ $.level = "ERROR" && ($.ms > 100 || $.retry IS TRUE) }`. A message that is no JSON object matches nothing. */
export function compileJsonFilter(text: string): Filter {
  const parser = new Parser(tokens(text));
  const test = parser.parse();
  return (message) => {
    const root = parseJson(message);
    return typeof root === "object" && root !== null && test(root);
  };
}

function parseJson(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}

class Parser {
  #at = 0;
  constructor(readonly tokens: readonly Token[]) {}

  parse(): Test {
    this.#expect("{");
    const test = this.#either();
    this.#expect("}");
    if (this.#at < this.tokens.length) throw invalidFilter("text after the closing brace");
    return test;
  }

  #either(): Test {
    const tests = [this.#both()];
    while (this.#take("||")) tests.push(this.#both());
    return (root) => tests.some((test) => test(root));
  }

  #both(): Test {
    const tests = [this.#single()];
    while (this.#take("&&")) tests.push(this.#single());
    return (root) => tests.every((test) => test(root));
  }

  #single(): Test {
    if (!this.#take("(")) return this.#comparison();
    const test = this.#either();
    this.#expect(")");
    return test;
  }

  #comparison(): Test {
    const selector = this.#next("selector");
    const path = parseSelector(selector.text);
    const operator = this.#next();
    if (operator.kind === "symbol") return comparison(path, operator.text, this.#next());
    const words = [operator.text, this.#next("word").text].join(" ").toUpperCase();
    const test = KEYWORDS[words];
    if (!test) throw invalidFilter(`unexpected ${words}`);
    return (root) => test(valuesAt(root, path));
  }

  #take(symbol: string): boolean {
    const token = this.tokens[this.#at];
    const found = token?.kind === "symbol" && token.text === symbol;
    if (found) this.#at++;
    return found;
  }

  #expect(symbol: string): void {
    if (!this.#take(symbol)) throw invalidFilter(`${symbol} expected`);
  }

  #next(kind?: Token["kind"]): Token {
    const token = this.tokens[this.#at++];
    if (!token || (kind && token.kind !== kind)) throw invalidFilter(`unexpected ${token?.text ?? "end"}`);
    return token;
  }
}

const KEYWORDS: Record<string, (values: unknown[]) => boolean> = {
  "IS NULL": (values) => values.includes(null),
  "IS TRUE": (values) => values.includes(true),
  "IS FALSE": (values) => values.includes(false),
  "NOT EXISTS": (values) => values.length === 0,
};

/** `$.a.b[0]`, `$.a['b']`, `$.a[*]`. */
function parseSelector(text: string): string[] {
  const steps = [...text.slice(1).matchAll(/\.([^.[\]]+)|\[(\d+|\*)\]|\['([^']+)'\]/g)];
  if (steps.map((step) => step[0]).join("") !== text.slice(1)) throw invalidFilter(`${text} is not a selector`);
  return steps.map((step) => step[1] ?? step[2] ?? step[3] ?? "");
}

function valuesAt(root: unknown, path: readonly string[]): unknown[] {
  return path.reduce<unknown[]>(
    (nodes, step) =>
      nodes.flatMap((node) => {
        if (step === "*") return Array.isArray(node) ? node : [];
        const has = typeof node === "object" && node !== null && Object.hasOwn(node, step);
        return has ? [(node as Record<string, unknown>)[step]] : [];
      }),
    [root],
  );
}

const NUMERIC: Record<string, (value: number, bound: number) => boolean> = {
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};

function comparison(path: readonly string[], operator: string, operand: Token): Test {
  const order = NUMERIC[operator];
  if (order) {
    const bound = Number(operand.text);
    if (operand.kind !== "word" || Number.isNaN(bound)) throw invalidFilter(`${operator} needs a number`);
    return (root) => valuesAt(root, path).some((value) => typeof value === "number" && order(value, bound));
  }
  if (operator !== "=" && operator !== "!=") throw invalidFilter(`unexpected ${operator}`);
  const equal = equality(operand);
  return operator === "="
    ? (root) => valuesAt(root, path).some(equal)
    : (root) => valuesAt(root, path).some((value) => !equal(value));
}

/** Text equals with `*` as any run of characters; a number that is not quoted equals numbers too. */
function equality(operand: Token): (value: unknown) => boolean {
  const source = operand.text.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/\*/g, ".*");
  const text = operand.kind === "regex" ? regularExpression(operand.text) : new RegExp(`^${source}$`, "s");
  const number = operand.kind === "word" ? Number(operand.text) : Number.NaN;
  return (value) =>
    typeof value === "number"
      ? value === number || text.test(String(value))
      : typeof value === "string" && text.test(value);
}
