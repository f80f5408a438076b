import { invalidExpression, type Token, tokenize } from "../tokens.ts";

/**
 * Metric math as "Using math expressions with CloudWatch metrics" defines it:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export type Expression =
  | { kind: "number"; value: number }
  | { kind: "text"; value: string }
  /** Another query of the request, by its ID. */
  | { kind: "query"; id: string }
  | { kind: "call"; name: string; args: Expression[] }
  | { kind: "operation"; operator: string; operands: Expression[] };

/** Operators by how tightly they bind, loosest first. */
const LEVELS = [["||", "OR"], ["&&", "AND"], ["==", "!=", "<=", ">=", "<", ">"], ["+", "-"], ["*", "/", "%"], ["^"]];

const TOKEN =
  /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|([A-Za-z_]\w*)|("[^"]*"|'[^']*')|(\|\||&&|[=!<>]=|[-+*/%^<>(),]))/y;

const KINDS = ["number", "name", "text", "sign"] as const;
type Kind = (typeof KINDS)[number];

const GRAMMAR = {
  pattern: TOKEN,
  kinds: KINDS,
  read: (kind: Kind, text: string) => (kind === "text" ? text.slice(1, -1) : text),
};

/** @throws AwsError ValidationError */
export function parseExpression(text: string): Expression {
  const tokens = tokenize(text, GRAMMAR);
  let at = 0;
  const is = (...texts: string[]) => {
    const token = tokens[at];
    return token !== undefined && token.kind !== "text" && texts.includes(token.text);
  };
  const expect = (sign: string) => {
    if (!is(sign)) throw invalidExpression(text, `Expected '${sign}' ${found(tokens[at])}`);
    at++;
  };

  function level(index: number): Expression {
    const operators = LEVELS[index];
    if (!operators) return unary();
    let left = level(index + 1);
    while (is(...operators)) {
      const operator = tokens[at++]?.text ?? "";
      left = { kind: "operation", operator, operands: [left, level(index + 1)] };
    }
    return left;
  }

  function unary(): Expression {
    if (!is("-")) return primary();
    at++;
    return { kind: "operation", operator: "-", operands: [unary()] };
  }

  function primary(): Expression {
    const token = tokens[at++];
    if (token?.kind === "number") return { kind: "number", value: Number(token.text) };
    if (token?.kind === "text") return { kind: "text", value: token.text };
    if (token?.kind === "name") return is("(") ? call(token.text) : { kind: "query", id: token.text };
    if (token?.text !== "(") throw invalidExpression(text, `Expected a value ${found(token)}`);
    const inner = level(0);
    expect(")");
    return inner;
  }

  function call(name: string): Expression {
    const args: Expression[] = [];
    expect("(");
    while (!is(")")) {
      if (args.length > 0) expect(",");
      args.push(level(0));
    }
    at++;
    return { kind: "call", name: name.toUpperCase(), args };
  }

  const expression = level(0);
  if (at < tokens.length) throw invalidExpression(text, `Expected the end ${found(tokens[at])}`);
  return expression;
}

const found = (token: Token<Kind> | undefined): string => (token ? `before '${token.text}'` : "at the end");
