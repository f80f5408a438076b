import { invalidTemplate } from "./error.ts";
import { intrinsics } from "./functions.ts";
import type { Scope } from "./types.ts";

/** What `AWS::NoValue` stands for: the property is left out. */
export const NO_VALUE = Symbol("AWS::NoValue");

/** The function's name and argument when the value is a call of one: an object whose only key is `Ref` or begins with `Fn::`. */
export function callOf(value: object): [name: string, argument: unknown] | undefined {
  const keys = Object.keys(value);
  const [name] = keys;
  if (keys.length !== 1 || name === undefined || !(name === "Ref" || name.startsWith("Fn::"))) return undefined;
  return [name, (value as Record<string, unknown>)[name]];
}

/** The value with every intrinsic function in it replaced by its result. Throws ValidationError for a function it does not know. */
export function resolveValue(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => resolveValue(item, scope)).filter((item) => item !== NO_VALUE);
  if (value === null || typeof value !== "object") return value;
  const call = callOf(value);
  if (call) return evaluate(...call, scope);
  const entries = Object.entries(value).map(([key, inner]) => [key, resolveValue(inner, scope)] as const);
  return Object.fromEntries(entries.filter(([, inner]) => inner !== NO_VALUE));
}

function evaluate(name: string, argument: unknown, scope: Scope): unknown {
  const intrinsic = Object.hasOwn(intrinsics, name) ? intrinsics[name] : undefined;
  if (!intrinsic) throw invalidTemplate(`Template error: LocalCloud does not know the intrinsic function ${name}`);
  return intrinsic(argument, scope, (value) => resolveValue(value, scope), name);
}
