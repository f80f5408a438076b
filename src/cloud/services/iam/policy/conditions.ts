import { malformed } from "./error.ts";
import { type Comparison, negated, operators } from "./operators.ts";
import type { KeyValues } from "./types.ts";

/** Whether a request has what a Condition element asks for. */
export type Condition = (key: KeyValues) => boolean;

const NAME = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/;

/** Every operator and every key must hold. Throws MalformedPolicyDocument for an operator that IAM does not have. */
export function compileConditions(element: unknown, variables: boolean): Condition {
  if (element === undefined) return () => true;
  if (element === null || typeof element !== "object") throw malformed("Syntax errors in policy.");
  const all = Object.entries(element).flatMap(([operator, keys]) =>
    Object.entries(keys ?? {}).map(([key, wanted]) => compileOne(operator, key, listOf(wanted), variables)),
  );
  return (key) => all.every((condition) => condition(key));
}

/** Templates write numbers and booleans where IAM wants text. */
const listOf = (wanted: unknown): string[] => (Array.isArray(wanted) ? wanted : [wanted]).map(String);

function compileOne(operator: string, keyName: string, wanted: readonly string[], variables: boolean): Condition {
  const [, set, base = "", ifExists] = NAME.exec(operator) ?? [];
  const name = keyName.toLowerCase();
  if (base === "Null") return isNull(name, wanted);
  const not = Object.hasOwn(negated, base);
  const make = operators[not ? (negated[base] as string) : base];
  if (!make || !Object.hasOwn(operators, not ? (negated[base] as string) : base)) {
    throw malformed(`Invalid Condition type : ${operator}.`);
  }
  const comparisons = wanted.map((one) => make(one, variables));
  const holds = (value: string, key: KeyValues) => comparisons.some((compare) => compare(value, key)) !== not;
  return overValues(name, { set, not, ifExists: ifExists !== undefined }, holds);
}

interface Quantifier {
  set: string | undefined;
  not: boolean;
  ifExists: boolean;
}

/**
 * A request without the key fails what must be so and passes what must not be so, unless the operator's prefix or suffix says otherwise.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
function overValues(name: string, { set, not, ifExists }: Quantifier, holds: Comparison): Condition {
  const absent = ifExists || set === "ForAllValues" || (not && set !== "ForAnyValue");
  const every = set === "ForAllValues" || (not && set === undefined);
  return (key) => {
    const values = key(name);
    if (values === undefined || values.length === 0) return absent;
    return every ? values.every((value) => holds(value, key)) : values.some((value) => holds(value, key));
  };
}

/** `"true"`: the key must be missing. */
function isNull(name: string, wanted: readonly string[]): Condition {
  return (key) => wanted.includes(String((key(name)?.length ?? 0) === 0));
}
