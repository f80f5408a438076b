import { invalidPattern } from "./invalid.ts";

/** EventBridge compares numbers between -5e9 and 5e9 only. */
const LIMIT = 5e9;

const holds: Record<string, (value: number, bound: number) => boolean> = {
  "=": (value, bound) => value === bound,
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};

function bound(value: unknown, operator: string): number {
  if (typeof value !== "number") {
    throw invalidPattern(`Value of ${operator === "=" ? "equals" : operator} must be numeric`);
  }
  if (Math.abs(value) > LIMIT) throw invalidPattern("Value must be between -5.0E9 and 5.0E9, inclusive");
  return value;
}

/** Compiles `["=", n]`, one comparison, or a lower bound with an upper bound. */
export function compileNumeric(terms: unknown): (value: number) => boolean {
  if (!Array.isArray(terms)) throw invalidPattern("Value of numeric must be an array.");
  const [operator, first, second, last] = terms;
  if (typeof operator !== "string")
    throw invalidPattern(`Invalid member in numeric match: ${JSON.stringify(operator)}`);
  const test = holds[operator];
  if (!test) throw invalidPattern(`Unrecognized numeric range operator: ${operator}`);
  const low = bound(first, operator);
  if (terms.length === 2) return (value) => test(value, low);
  if (!operator.startsWith(">")) throw invalidPattern("Too many elements in numeric expression");
  return range(operator, low, second, last, terms.length);
}

function range(operator: string, low: number, upper: unknown, last: unknown, length: number) {
  if (typeof upper !== "string") throw invalidPattern(`Bad value in numeric range: ${JSON.stringify(upper)}`);
  if (!upper.startsWith("<") || !holds[upper]) throw invalidPattern(`Bad numeric range operator: ${upper}`);
  const high = bound(last, upper);
  if (length > 4) throw invalidPattern("Too many terms in numeric range expression");
  if (low >= high) throw invalidPattern("Bottom must be less than top");
  return (value: number) => Boolean(holds[operator]?.(value, low) && holds[upper]?.(value, high));
}
