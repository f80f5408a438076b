import { invalidTemplate } from "./error.ts";
import { attributeReference, placeholders } from "./functions.ts";
import { callOf } from "./resolve.ts";
import type { ResourceDeclaration, Scope } from "./types.ts";

/** Logical ID to the logical IDs that must exist before it. */
export type Dependencies = ReadonlyMap<string, ReadonlySet<string>>;

/** The names that a value refers to: resources and parameters alike. Branches that `Fn::If` does not take are not looked at. */
function* namesIn(value: unknown, condition: Scope["condition"]): Generator<string> {
  if (value === null || typeof value !== "object") return;
  const [name, argument] = callOf(value) ?? [];
  if (name === "Ref") yield String(argument);
  else if (name === "Fn::GetAtt") yield attributeReference(argument)[0];
  else if (name === "Fn::If" && Array.isArray(argument)) {
    yield* namesIn(argument[condition(String(argument[0])) ? 1 : 2], condition);
  } else {
    if (name === "Fn::Sub") for (const placeholder of placeholders(argument)) yield placeholder.split(".")[0] as string;
    for (const inner of Object.values(value)) yield* namesIn(inner, condition);
  }
}

/** What each resource waits for: its `DependsOn` and what its properties refer to. Throws ValidationError for a name that nothing has. */
export function dependenciesOf(
  resources: Readonly<Record<string, ResourceDeclaration>>,
  parameters: ReadonlyMap<string, unknown>,
  condition: Scope["condition"],
  declared: ReadonlySet<string>,
): Dependencies {
  const unresolved = new Set<string>();
  const dependencies = new Map<string, Set<string>>();
  for (const [logicalId, { Properties, DependsOn }] of Object.entries(resources)) {
    const before = new Set<string>();
    for (const name of [DependsOn ?? []].flat()) {
      // A resource whose condition is false is not waited for.
      if (Object.hasOwn(resources, name)) before.add(name);
      else if (!declared.has(name)) unresolved.add(name);
    }
    for (const name of namesIn(Properties, condition)) {
      if (parameters.has(name) || name.startsWith("AWS::")) continue;
      if (Object.hasOwn(resources, name)) before.add(name);
      else unresolved.add(name);
    }
    dependencies.set(logicalId, before);
  }
  if (unresolved.size > 0) {
    const names = [...unresolved].join(", ");
    throw invalidTemplate(
      `Template format error: Unresolved resource dependencies [${names}] in the Resources block of the template`,
    );
  }
  refuseCycles(dependencies);
  return dependencies;
}

/** Takes away what has nothing left to wait for, until nothing can be taken: what remains waits for itself. */
function refuseCycles(dependencies: Dependencies): void {
  const waiting = new Map([...dependencies].map(([id, before]) => [id, new Set(before)]));
  for (let taken = true; taken; ) {
    taken = false;
    for (const [id, before] of waiting) {
      for (const name of before) if (!waiting.has(name)) before.delete(name);
      if (before.size > 0) continue;
      waiting.delete(id);
      taken = true;
    }
  }
  if (waiting.size === 0) return;
  throw invalidTemplate(`Circular dependency between resources: [${[...waiting.keys()].join(", ")}]`);
}
