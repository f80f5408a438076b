import { AwsError } from "../../../core/error.ts";

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

interface Token {
  kind: "number" | "name" | "text" | "sign";
  text: string;
}

export const invalidExpression = (text: string, reason: string): AwsError =>
  new AwsError("ValidationError", `Error in expression '${text}': ${reason}`);

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const source = text.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const [, number, name, quoted, sign] = TOKEN.exec(source) ?? [];
    if (number !== undefined) tokens.push({ kind: "number", text: number });
    else if (name !== undefined) tokens.push({ kind: "name", text: name });
    else if (quoted !== undefined) tokens.push({ kind: "text", text: quoted.slice(1, -1) });
    else if (sign !== undefined) tokens.push({ kind: "sign", text: sign });
    else throw invalidExpression(text, `Unexpected '${source.slice(at).trimStart()[0]}'`);
  }
  return tokens;
}

/** @throws AwsError ValidationError */
export function parseExpression(text: string): Expression {
  const tokens = tokenize(text);
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

const found = (token: Token | undefined): string => (token ? `before '${token.text}'` : "at the end");
