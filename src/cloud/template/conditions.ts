import { invalidTemplate } from "./error.ts";
import { callOf, resolveValue } from "./resolve.ts";
import type { Scope, Template } from "./types.ts";

/** Evaluates each condition once, when it is first asked for. A condition may use others by `{ "Condition": "Name" }`. */
export function createConditions(template: Template, scopeOf: (condition: Scope["condition"]) => Scope) {
  const known = new Map<string, boolean>();
  const underway = new Set<string>();
  const scope = scopeOf(evaluate);

  function evaluate(name: string): boolean {
    const before = known.get(name);
    if (before !== undefined) return before;
    const definition = template.Conditions?.[name];
    if (definition === undefined) throw invalidTemplate(`Template error: unresolved condition dependency ${name}`);
    if (underway.has(name))
      throw invalidTemplate(`Circular dependency between conditions: [${[...underway].join(", ")}]`);
    underway.add(name);
    const result = resolveValue(expand(definition), scope);
    underway.delete(name);
    if (typeof result !== "boolean")
      throw invalidTemplate(`Template error: condition ${name} is neither true nor false`);
    known.set(name, result);
    return result;
  }

  /** Replaces references to other conditions by their values. */
  function expand(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(expand);
    if (value === null || typeof value !== "object") return value;
    const keys = Object.keys(value);
    const { Condition } = value as { Condition?: unknown };
    if (keys.length === 1 && typeof Condition === "string") return evaluate(Condition);
    const call = callOf(value);
    return call ? { [call[0]]: expand(call[1]) } : value;
  }

  return { evaluate, expand };
}
