import { cidrBlocks } from "./cidr.ts";
import { invalidTemplate } from "./error.ts";
import type { Scope } from "./types.ts";

export type Resolve = (value: unknown) => unknown;

/** An intrinsic function: gets its argument unresolved, because `Fn::If` must not look at the branch it does not take. */
type Intrinsic = (argument: unknown, scope: Scope, resolve: Resolve, name: string) => unknown;

function list(value: unknown, length: number | undefined, name: string): unknown[] {
  if (Array.isArray(value) && (length === undefined || value.length === length)) return value;
  throw invalidTemplate(`Template error: ${name} needs ${length === undefined ? "a list" : `a list of ${length}`}`);
}

function text(value: unknown, name: string): string {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return String(value);
  throw invalidTemplate(`Template error: ${name} needs a string where it got ${JSON.stringify(value)}`);
}

function truth(value: unknown, name: string): boolean {
  if (value === true || value === "true") return true;
  if (value === false || value === "false") return false;
  throw invalidTemplate(`Template error: ${name} needs a condition where it got ${JSON.stringify(value)}`);
}

const texts = (value: unknown, name: string) => list(value, undefined, name).map((item) => text(item, name));

/** Every condition of `Fn::And` and `Fn::Or`: two to ten. */
function conditions(argument: unknown, resolve: Resolve, name: string): boolean[] {
  const all = list(argument, undefined, name);
  if (all.length < 2 || all.length > 10) throw invalidTemplate(`Template error: ${name} needs 2 to 10 conditions`);
  return all.map((item) => truth(resolve(item), name));
}

/** `["Id", "Attr"]` or `"Id.Attr"`; an attribute's own name may have dots. */
export function attributeReference(argument: unknown): [logicalId: string, attribute: string] {
  const [logicalId, ...rest] = typeof argument === "string" ? argument.split(".") : texts(argument, "Fn::GetAtt");
  if (!logicalId || rest.length === 0)
    throw invalidTemplate("Template error: Fn::GetAtt needs a resource and an attribute");
  return [logicalId, rest.join(".")];
}

function attribute(logicalId: string, name: string, scope: Scope): unknown {
  const { attributes } = scope.resource(logicalId);
  if (Object.hasOwn(attributes, name)) return attributes[name];
  throw invalidTemplate(`Template error: resource ${logicalId} does not support attribute type ${name} in Fn::GetAtt`);
}

function reference(name: string, scope: Scope): unknown {
  return scope.parameters.has(name) ? scope.parameters.get(name) : scope.resource(name).physicalId;
}

/** `${Name}`, `${Resource.Attribute}`; `${!Literal}` stands for `${Literal}`. */
const PLACEHOLDER = /\$\{(!)?([^}]*)\}/g;

/** The names that a `Fn::Sub` text refers to, without those that it brings values for. */
export function placeholders(argument: unknown): string[] {
  const [template, own = {}] = Array.isArray(argument) ? argument : [argument];
  return [...text(template, "Fn::Sub").matchAll(PLACEHOLDER)]
    .filter(([, literal, name]) => !literal && !Object.hasOwn(own, (name as string).trim()))
    .map(([, , name]) => (name as string).trim());
}

function substitute(argument: unknown, scope: Scope, resolve: Resolve): string {
  const [template, own = {}] = Array.isArray(argument) ? list(argument, 2, "Fn::Sub") : [argument];
  const values = own as Record<string, unknown>;
  return text(template, "Fn::Sub").replace(PLACEHOLDER, (_, literal, inner: string) => {
    if (literal) return `\${${inner}}`;
    const name = inner.trim();
    if (Object.hasOwn(values, name)) return text(resolve(values[name]), "Fn::Sub");
    const dotted = name.includes(".") && !scope.parameters.has(name);
    return text(dotted ? attribute(...attributeReference(name), scope) : reference(name, scope), "Fn::Sub");
  });
}

function select(argument: unknown, resolve: Resolve): unknown {
  const [index, from] = list(argument, 2, "Fn::Select").map(resolve);
  const items = list(from, undefined, "Fn::Select");
  const at = Number(index);
  if (Number.isInteger(at) && at >= 0 && at < items.length) return items[at];
  throw invalidTemplate(`Template error: Fn::Select cannot select nonexistent value at index ${index}`);
}

function findInMap(argument: unknown, scope: Scope, resolve: Resolve): unknown {
  const [map = "", top = "", second = ""] = list(argument, 3, "Fn::FindInMap").map((part) =>
    text(resolve(part), "Fn::FindInMap"),
  );
  const value = scope.mappings[map]?.[top]?.[second];
  if (value !== undefined) return value;
  throw invalidTemplate(`Template error: Unable to get mapping for ${map}::${top}::${second}`);
}

function choose(argument: unknown, scope: Scope, resolve: Resolve): unknown {
  const [condition, yes, no] = list(argument, 3, "Fn::If");
  return resolve(scope.condition(text(condition, "Fn::If")) ? yes : no);
}

function contains(argument: unknown, resolve: Resolve): boolean {
  const [from, wanted] = list(argument, 2, "Fn::Contains").map(resolve);
  return texts(from, "Fn::Contains").includes(text(wanted, "Fn::Contains"));
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html */
export const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, scope) => reference(text(argument, "Ref"), scope),
  "Fn::And": (argument, _scope, resolve, name) => conditions(argument, resolve, name).every(Boolean),
  "Fn::Base64": (argument, _scope, resolve, name) => Buffer.from(text(resolve(argument), name)).toString("base64"),
  "Fn::Cidr": (argument, _scope, resolve) => cidrBlocks(list(argument, undefined, "Fn::Cidr").map(resolve)),
  "Fn::Contains": (argument, _scope, resolve) => contains(argument, resolve),
  "Fn::Equals": (argument, _scope, resolve, name) => {
    const [left, right] = list(argument, 2, name).map(resolve);
    return String(left) === String(right);
  },
  "Fn::FindInMap": findInMap,
  "Fn::GetAZs": (argument, scope, resolve, name) => {
    const region = text(resolve(argument), name) || scope.region;
    return ["a", "b", "c"].map((letter) => region + letter);
  },
  "Fn::GetAtt": (argument, scope) => attribute(...attributeReference(argument), scope),
  "Fn::If": choose,
  "Fn::ImportValue": (argument, scope, resolve, name) => scope.imported(text(resolve(argument), name)),
  "Fn::Join": (argument, _scope, resolve, name) => {
    const [delimiter, parts] = list(argument, 2, name);
    return texts(resolve(parts), name).join(text(delimiter, name));
  },
  "Fn::Not": (argument, _scope, resolve, name) => !truth(resolve(list(argument, 1, name)[0]), name),
  "Fn::Or": (argument, _scope, resolve, name) => conditions(argument, resolve, name).some(Boolean),
  "Fn::Select": (argument, _scope, resolve) => select(argument, resolve),
  "Fn::Split": (argument, _scope, resolve, name) => {
    const [delimiter, whole] = list(argument, 2, name);
    return text(resolve(whole), name).split(text(delimiter, name));
  },
  "Fn::Sub": substitute,
};
