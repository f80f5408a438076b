import { invalidPattern } from "./invalid.ts";
import { compileLeaf, type Leaf, type LeafMatcher } from "./leaf.ts";
import { unfold } from "./unfold.ts";

/**
 * EventBridge's event patterns, as its documentation ("Comparison operators for use in event patterns") and its open matcher
 * (aws/event-ruler) define them: members of an object must all match, elements of an array are alternatives, an array in the
 * event matches when any element does, and members of one pattern object must match within one element of an array of objects.
 */
export interface EventPattern {
  matches(event: unknown): boolean;
}

/** Any of `matchers` holds for a leaf at `path`. */
interface Field {
  path: readonly string[];
  name: string;
  matchers: readonly LeafMatcher[];
}

/** What one object of a pattern asks: every member and every `$or`. */
interface Node {
  fields: Field[];
  children: { name: string; node: Node }[];
  alternatives: Node[][];
}

const isObject = (node: unknown): node is Record<string, unknown> =>
  typeof node === "object" && node !== null && !Array.isArray(node);

/** Operators cannot name a member inside `$or`: the pattern would be ambiguous. */
const RESERVED_IN_OR = ["prefix", "suffix", "exact-match", "numeric", "anything-but", "exists", "cidr", "wildcard"];

/**
 * Compiles the JSON text of a pattern.
 * @throws AwsError InvalidEventPatternException with the reason.
 */
export function compilePattern(json: string): EventPattern {
  const source = parseJson(json);
  if (!isObject(source)) throw invalidPattern("Filter is not an object");
  const root = compileNode(unfold(source) as Record<string, unknown>, [], false);
  return {
    matches(event) {
      const unfolded = unfold(event);
      return matchesNode(root, unfolded, unfolded);
    },
  };
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw invalidPattern((error as Error).message);
  }
}

function compileNode(source: Record<string, unknown>, path: readonly string[], inOr: boolean): Node {
  const node: Node = { fields: [], children: [], alternatives: [] };
  const members = Object.entries(source);
  if (members.length === 0) throw invalidPattern("Empty objects are not allowed");
  for (const [name, member] of members) {
    if (name === "$or") node.alternatives.push(compileOr(member, path));
    else if (inOr && RESERVED_IN_OR.includes(name)) {
      throw invalidPattern(`${name} is Ruler reserved fieldName which cannot be used inside $or.`);
    } else if (Array.isArray(member)) node.fields.push(compileField(name, member, path));
    else if (isObject(member)) node.children.push({ name, node: compileNode(member, [...path, name], inOr) });
    else throw invalidPattern(`"${name}" must be an object or an array`);
  }
  return node;
}

function compileOr(member: unknown, path: readonly string[]): Node[] {
  if (!Array.isArray(member)) throw invalidPattern("It must be an Array followed with $or.");
  const nodes = member.map((alternative) => {
    if (!isObject(alternative)) throw invalidPattern("Only JSON object is allowed in array of $or relationship.");
    return compileNode(alternative, path, true);
  });
  if (nodes.length < 2) throw invalidPattern("There must have at least 2 Objects in $or relationship.");
  return nodes;
}

function compileField(name: string, member: unknown[], path: readonly string[]): Field {
  if (member.length === 0) throw invalidPattern("Empty arrays are not allowed");
  return { name, path: [...path, name], matchers: member.map(compileLeaf) };
}

/** Every leaf at or below arrays of `node`. Objects have none: operators look at leaves only. */
function leaves(node: unknown): Leaf[] {
  if (Array.isArray(node)) return node.flatMap(leaves);
  return node === undefined || isObject(node) ? [] : [node as Leaf];
}

function leavesAt(node: unknown, path: readonly string[]): Leaf[] {
  const [name, ...rest] = path;
  if (name === undefined) return leaves(node);
  if (Array.isArray(node)) return node.flatMap((element) => leavesAt(element, path));
  return isObject(node) ? leavesAt(member(node, name), rest) : [];
}

const member = (node: unknown, name: string): unknown =>
  isObject(node) && Object.hasOwn(node, name) ? node[name] : undefined;

function matchesNode(node: Node, event: unknown, root: unknown): boolean {
  if (Array.isArray(event) && event.length > 0) return event.some((element) => matchesNode(node, element, root));
  return (
    node.fields.every((field) => matchesField(field, member(event, field.name), root)) &&
    node.children.every((child) => matchesNode(child.node, member(event, child.name), root)) &&
    node.alternatives.every((nodes) => nodes.some((alternative) => matchesNode(alternative, event, root)))
  );
}

function matchesField(field: Field, event: unknown, root: unknown): boolean {
  const found = leaves(event);
  return field.matchers.some((matcher) =>
    matcher.kind === "absent" ? leavesAt(root, field.path).length === 0 : found.some(matcher.test),
  );
}
