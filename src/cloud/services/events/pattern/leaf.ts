import { compileCidr } from "./cidr.ts";
import { invalidPattern } from "./invalid.ts";
import { compileNumeric } from "./numeric.ts";
import { compileWildcard } from "./wildcard.ts";

/** A value in an event that has no members: what operators work on. */
export type Leaf = string | number | boolean | null;

/** One element of a pattern's array. */
export type LeafMatcher =
  | { kind: "value"; test: (leaf: Leaf) => boolean }
  /** `exists: false`: no leaf at this path anywhere in the event. */
  | { kind: "absent" };

type Text = (text: string) => boolean;

const value = (test: (leaf: Leaf) => boolean): LeafMatcher => ({ kind: "value", test });
const onText = (test: Text): LeafMatcher => value((leaf) => typeof leaf === "string" && test(leaf));
const isObject = (node: unknown): node is Record<string, unknown> =>
  typeof node === "object" && node !== null && !Array.isArray(node);

/** The one operator of a match expression and its operand. */
function onlyEntry(expression: Record<string, unknown>, missing: string): [string, unknown] {
  const [entry, second] = Object.entries(expression);
  if (!entry) throw invalidPattern(missing);
  if (second) throw invalidPattern("Only one key allowed in match expression");
  return entry;
}

const stringOf = (operand: unknown, operator: string): string => {
  if (typeof operand !== "string") throw invalidPattern(`${operator} match pattern must be a string`);
  return operand;
};

const equalsIgnoreCase = (wanted: string): Text => {
  const lower = wanted.toLowerCase();
  return (text) => text.toLowerCase() === lower;
};

/** `prefix` and `suffix` take a string, or `{"equals-ignore-case": string}`. */
function edge(operator: "prefix" | "suffix", operand: unknown): Text {
  const ends = (text: string, part: string) => (operator === "prefix" ? text.startsWith(part) : text.endsWith(part));
  if (!isObject(operand)) {
    const part = stringOf(operand, operator);
    return (text) => ends(text, part);
  }
  const [inner, part] = onlyEntry(operand, `${operator} expression name not found`);
  if (inner !== "equals-ignore-case") throw invalidPattern(`Unsupported ${operator} pattern: ${inner}`);
  const lower = stringOf(part, inner).toLowerCase();
  return (text) => ends(text.toLowerCase(), lower);
}

const textOperators: Record<string, (operand: unknown) => Text> = {
  prefix: (operand) => edge("prefix", operand),
  suffix: (operand) => edge("suffix", operand),
  "equals-ignore-case": (operand) => equalsIgnoreCase(stringOf(operand, "equals-ignore-case")),
  wildcard: (operand) => compileWildcard(stringOf(operand, "wildcard")),
  // AWS has no words of its own for this: it says prefix.
  cidr: (operand) => compileCidr(stringOf(operand, "prefix")),
};

const ONE_OR_LIST = "Value of anything-but must be an array or single string/number value.";

/** Operators that `anything-but` can negate, each with what AWS says of an operand that is no string. */
const negatable: Record<string, string> = {
  prefix: "prefix/suffix match pattern must be a string",
  suffix: "prefix/suffix match pattern must be a string",
  "equals-ignore-case": "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.",
  wildcard: "wildcard match pattern must be a string",
};

function anythingButExpression(expression: Record<string, unknown>): LeafMatcher {
  const [operator, operand] = onlyEntry(expression, "Anything-But expression name not found");
  const compile = textOperators[operator];
  const noString = negatable[operator];
  if (!compile || !noString) throw invalidPattern(`Unsupported anything-but pattern: ${operator}`);
  if (isObject(operand)) throw invalidPattern(ONE_OR_LIST);
  const operands = Array.isArray(operand) ? operand : [operand];
  if (operands.length === 0) throw invalidPattern("Empty arrays are not allowed");
  const tests = operands.map((text) => {
    if (typeof text !== "string") throw invalidPattern(noString);
    if (text === "" && operator.endsWith("fix")) throw invalidPattern("Null prefix/suffix not allowed");
    return compile(text);
  });
  // What is not a string cannot have the prefix, so it is anything but that.
  return value((leaf) => typeof leaf !== "string" || !tests.some((test) => test(leaf)));
}

function anythingBut(operand: unknown): LeafMatcher {
  if (isObject(operand)) return anythingButExpression(operand);
  if (!Array.isArray(operand) && typeof operand !== "string" && typeof operand !== "number") {
    throw invalidPattern(ONE_OR_LIST);
  }
  const values: unknown[] = Array.isArray(operand) ? operand : [operand];
  if (values.some((one) => typeof one !== "string" && typeof one !== "number")) {
    throw invalidPattern("Inside anything but list, start|null|boolean is not supported.");
  }
  if (new Set(values.map((one) => typeof one)).size !== 1) {
    throw invalidPattern(
      "Inside anything but list, either all values are number or string, mixed type is not supported",
    );
  }
  return value((leaf) => !values.includes(leaf));
}

function exists(operand: unknown): LeafMatcher {
  if (typeof operand !== "boolean") throw invalidPattern("exists match pattern must be either true or false.");
  return operand ? value(() => true) : { kind: "absent" };
}

function compileExpression(expression: Record<string, unknown>): LeafMatcher {
  const [operator, operand] = onlyEntry(expression, "Match expression name not found");
  const text = textOperators[operator];
  if (text) return onText(text(operand));
  if (operator === "anything-but") return anythingBut(operand);
  if (operator === "exists") return exists(operand);
  if (operator !== "numeric") throw invalidPattern(`Unrecognized match type ${operator}`);
  const test = compileNumeric(operand);
  return value((leaf) => typeof leaf === "number" && test(leaf));
}

/** Compiles one element of a pattern's array: a value to equal, or a match expression. */
export function compileLeaf(element: unknown): LeafMatcher {
  if (isObject(element)) return compileExpression(element);
  if (Array.isArray(element)) throw invalidPattern("Match value must be String, number, true, false, or null");
  return value((leaf) => leaf === element);
}
