/**
 * A dot in a member's name is a step down: aws/event-ruler joins the names on the way to a leaf with dots, so that to it
 * `{ "detail.state": 1 }` and `{ "detail": { "state": 1 } }` are the same. Where both are there, either may match.
 */
export function unfold(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(unfold);
  if (typeof node !== "object" || node === null) return node;
  const result: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(node)) {
    const [first = "", ...rest] = name.split(".");
    add(result, first, rest.length > 0 ? unfold({ [rest.join(".")]: member }) : unfold(member));
  }
  return result;
}

function add(into: Record<string, unknown>, name: string, member: unknown): void {
  const known = Object.hasOwn(into, name) ? into[name] : undefined;
  if (known === undefined) Object.defineProperty(into, name, { value: member, ...PLAIN });
  else if (isObject(known) && isObject(member))
    for (const [key, value] of Object.entries(member)) add(known, key, value);
  else into[name] = [known, member].flat();
}

/** A member is a member, `__proto__` too. */
const PLAIN = { writable: true, enumerable: true, configurable: true };

const isObject = (node: unknown): node is Record<string, unknown> =>
  typeof node === "object" && node !== null && !Array.isArray(node);
