import { isDeepStrictEqual } from "node:util";
import type { CreatedResource, ResourceProvider } from "../../core/types.ts";
import { outputsOf } from "../../template/outputs.ts";
import { type Program, prepare } from "../../template/program.ts";
import { exists } from "./removal.ts";
import { changedProperties, changeOf, isFixed, resolved } from "./resource.ts";
import type { CloudFormationState, Stack, StackResource, StackSource } from "./stack.ts";

/** What one property of a resource becomes. */
export interface PropertyChange {
  name: string;
  before: unknown;
  after: unknown;
  /** Whether it cannot be changed on the resource as it is. */
  recreates: boolean;
}

/** What a change set would do to one resource. */
export interface ResourceChange {
  action: "Add" | "Modify" | "Remove";
  logicalId: string;
  physicalId: string;
  type: string;
  replaces: boolean;
  properties: readonly PropertyChange[];
  /** Attributes of the declaration besides its properties: `Metadata`, `DeletionPolicy`, and the stack's `Tags`. */
  others: readonly ("Metadata" | "DeletionPolicy" | "UpdateReplacePolicy" | "Tags")[];
}

/** What stands for a value that is known when the resource exists. */
const LATER = "{{changeSet:KNOWN_AFTER_APPLY}}";

const attributesLater = new Proxy({} as Record<string, unknown>, {
  get: () => LATER,
  getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, value: LATER }),
});

const madeLater: CreatedResource = { physicalId: LATER, attributes: attributesLater };

/** What a template says, with what the stack has now. `later` are the resources whose IDs are not known yet. */
function foresee(state: CloudFormationState, stack: Stack, source: StackSource, later: ReadonlySet<string>): Program {
  const resource = (id: string) => (later.has(id) ? madeLater : (stack.resources.get(id) ?? madeLater));
  const { stackName, stackId } = stack;
  const { template, parameters } = source;
  return prepare(state.environment, { stackName, stackId, template, parameters, resource, imported: state.imported });
}

/** Whether the source asks for anything that the stack is not. Gives the program and the changes. Throws ValidationError. */
export function compare(state: CloudFormationState, stack: Stack, source: StackSource) {
  const later = new Set<string>();
  const program = foresee(state, stack, source, later);
  const changes: ResourceChange[] = [];
  for (const id of inDependencyOrder(program)) {
    const change = changeTo(state, stack, program, source, id);
    if (!change) continue;
    changes.push(change);
    if (change.action === "Add" || change.replaces) later.add(id);
  }
  const gone = [...stack.resources.values()].filter((one) => exists(one) && !program.resources[one.logicalId]);
  changes.push(...gone.map(removal));
  return { program, changes, changed: changes.length > 0 || othersDiffer(stack, program, source, later) };
}

/** Outputs and tags are changes too. */
function othersDiffer(stack: Stack, program: Program, source: StackSource, later: ReadonlySet<string>): boolean {
  if (later.size > 0 || !isDeepStrictEqual(stack.source?.tags, source.tags)) return true;
  return !isDeepStrictEqual([...stack.outputs], outputsOf(program));
}

function inDependencyOrder({ resources, dependencies }: Program): string[] {
  const ordered = new Set<string>();
  const visit = (id: string) => {
    if (ordered.has(id)) return;
    for (const before of dependencies.get(id) ?? []) visit(before);
    ordered.add(id);
  };
  for (const id of Object.keys(resources)) visit(id);
  return [...ordered];
}

function changeTo(
  state: CloudFormationState,
  stack: Stack,
  program: Program,
  { tags }: StackSource,
  logicalId: string,
): ResourceChange | undefined {
  const declaration = program.resources[logicalId] as StackResource["declaration"];
  const type = declaration.Type;
  const existing = stack.resources.get(logicalId);
  if (!existing || !exists(existing)) {
    return { action: "Add", logicalId, physicalId: "", type, replaces: false, properties: [], others: [] };
  }
  const provider = state.environment.providers.get(type) as ResourceProvider;
  const properties = resolved(program, logicalId);
  const others = (["Metadata", "DeletionPolicy", "UpdateReplacePolicy"] as const).filter(
    (name) => !isDeepStrictEqual(existing.declaration[name], declaration[name]),
  );
  const change = changeOf(provider, existing, { properties, tags });
  if (change === "none" && others.length === 0) return undefined;
  const names = changedProperties(existing.properties, properties);
  return {
    action: "Modify",
    logicalId,
    physicalId: existing.physicalId,
    type,
    replaces: change === "replace",
    properties: names.map((name) => ({
      name,
      before: existing.properties[name],
      after: properties[name],
      recreates: isFixed(provider, name),
    })),
    others: change === "modify" && names.length === 0 ? [...others, "Tags"] : others,
  };
}

const removal = ({ logicalId, physicalId, type }: StackResource): ResourceChange => ({
  action: "Remove",
  logicalId,
  physicalId,
  type,
  replaces: false,
  properties: [],
  others: [],
});
