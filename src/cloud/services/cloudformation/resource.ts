import { isDeepStrictEqual } from "node:util";
import { AwsError } from "../../core/error.ts";
import type { ResourceProvider, ResourceRequest } from "../../core/types.ts";
import type { Program } from "../../template/program.ts";
import { resolveValue } from "../../template/resolve.ts";
import { type Operation, resourceIs } from "./events.ts";
import type { Ask, StackResource } from "./stack.ts";

/** An operation that makes a stack what a program says. */
export interface Deployment extends Operation {
  program: Program;
  tags: Record<string, string>;
  ask: Ask;
}

export function providerOf({ state }: Operation, type: string): ResourceProvider {
  return state.environment.providers.get(type) as ResourceProvider;
}

export const requestFor = ({ stack }: Operation, logicalId: string, tags: Record<string, string>): ResourceRequest => ({
  logicalId,
  stackName: stack.stackName,
  stackId: stack.stackId,
  tags,
});

/** The resource as its declaration wants it. Throws ValidationError for an intrinsic that cannot be resolved. */
export function resolved(program: Program, logicalId: string): Record<string, unknown> {
  return resolveValue(program.resources[logicalId]?.Properties ?? {}, program.scope) as Record<string, unknown>;
}

/** Throws AccessDenied for a role that the resource gets now and that whoever has the stack made may not pass. */
export function requirePassing(work: Deployment, { type, properties }: StackResource, before?: StackResource): void {
  const { passes } = providerOf(work, type);
  const passed = before ? (passes?.(before.properties) ?? []).map(({ resource }) => resource) : [];
  for (const wanted of passes?.(properties) ?? []) if (!passed.includes(wanted.resource)) work.ask(wanted);
}

/** Why a provider refused, as events tell it. */
export function reasonOf(error: unknown): string {
  return error instanceof AwsError ? `${error.message} (${error.code})` : String(error);
}

/** Makes a resource, or one that takes the place of another. It belongs to the stack from the beginning, so that one can see it fail. */
export async function makeResource(work: Deployment, logicalId: string): Promise<StackResource> {
  const { program, stack, tags } = work;
  const declaration = program.resources[logicalId] as StackResource["declaration"];
  const made: StackResource = {
    logicalId,
    type: declaration.Type,
    physicalId: "",
    attributes: {},
    declaration,
    properties: {},
    tags,
    dependsOn: program.dependencies.get(logicalId) ?? new Set(),
    status: "CREATE_IN_PROGRESS",
    reason: undefined,
    changed: new Date(work.state.ctx.now()),
  };
  stack.resources.set(logicalId, made);
  try {
    resourceIs(work, made, "CREATE_IN_PROGRESS");
    made.properties = resolved(program, logicalId);
    requirePassing(work, made);
    const created = await providerOf(work, made.type).create(made.properties, requestFor(work, logicalId, tags));
    Object.assign(made, created);
    resourceIs(work, made, "CREATE_IN_PROGRESS", "Resource creation Initiated");
    resourceIs(work, made, "CREATE_COMPLETE");
    return made;
  } catch (error) {
    resourceIs(work, made, "CREATE_FAILED", reasonOf(error));
    throw error;
  }
}

export type Change = "none" | "modify" | "replace";

/** The names of the properties that differ. */
export function changedProperties(before: Record<string, unknown>, after: Record<string, unknown>): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name]));
}

/** Whether the property cannot be changed on a resource that exists. */
export const isFixed = ({ replaces = [], update }: ResourceProvider, property: string): boolean =>
  !update || replaces.includes(property);

/** What a resource needs to get other properties and tags. Nothing is replaced for the sake of the stack's tags. */
export function changeOf(
  provider: ResourceProvider,
  before: Pick<StackResource, "properties" | "tags">,
  after: Pick<StackResource, "properties" | "tags">,
): Change {
  const names = changedProperties(before.properties, after.properties);
  if (names.some((name) => isFixed(provider, name))) return "replace";
  if (names.length > 0) return "modify";
  return provider.update && !isDeepStrictEqual(before.tags, after.tags) ? "modify" : "none";
}
