import type { AwsError } from "../../core/error.ts";
import { failureOf, namesOf, takeOutputs } from "./creation.ts";
import { resourceIs, stackIs } from "./events.ts";
import { type Failures, inOrder } from "./in-order.ts";
import { deletionPolicy, exists, removeAll, updateReplacePolicy } from "./removal.ts";
import {
  changeOf,
  type Deployment,
  makeResource,
  providerOf,
  reasonOf,
  requestFor,
  requirePassing,
  resolved,
} from "./resource.ts";
import type { Stack, StackResource } from "./stack.ts";

/** What an update has done, in that order. `before` is undefined for a resource that is new. */
interface Step {
  kind: "created" | "modified" | "replaced";
  logicalId: string;
  before: StackResource | undefined;
}

/** What a stack was before an update. */
export type Former = Pick<Stack, "source" | "parameters" | "outputs">;

/**
 * Makes an existing stack what the program says: what is new, what differs, what must be replaced; then deletes what is left over. When
 * a resource fails, all that was done is taken back. Gives the reason if the stack was not updated.
 */
export async function updateStack(work: Deployment, former: Former, rollback: boolean): Promise<AwsError | undefined> {
  const { program, stack } = work;
  const steps: Step[] = [];
  const before = (id: string) => program.dependencies.get(id) ?? [];
  const failures = await inOrder(Object.keys(program.resources), { before, halts: true }, (id) =>
    converge(work, id, steps),
  );
  const failure = failures.size > 0 ? failureOf(work, failures) : takeOutputs(work);
  if (failure) {
    const reason = failures.size > 0 ? whatFailed(failures, steps) : failure.message;
    if (rollback) await rollBack(work, steps, former, reason);
    else stackIs(work, "UPDATE_FAILED", reason);
    return failure;
  }
  stackIs(work, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS");
  const removed = [...stack.resources.values()].filter(({ logicalId }) => !Object.hasOwn(program.resources, logicalId));
  await removeAll(work, removed, deletionPolicy);
  for (const { logicalId } of removed) stack.resources.delete(logicalId);
  await removeAll(work, replacedBy(steps), updateReplacePolicy);
  stackIs(work, "UPDATE_COMPLETE");
  return undefined;
}

/** What could not be made is told apart from what could not be changed. */
function whatFailed(failures: Failures, steps: readonly Step[]): string {
  const created = new Set(steps.filter(({ kind }) => kind === "created").map(({ logicalId }) => logicalId));
  const those = (isNew: boolean) => new Map([...failures].filter(([id]) => created.has(id) === isNew));
  const parts = [["create", those(true)] as const, ["update", those(false)] as const];
  return parts.flatMap(([verb, some]) => (some.size > 0 ? [namesOf(some, verb)] : [])).join(" ");
}

const replacedBy = (steps: readonly Step[]): StackResource[] =>
  steps.flatMap(({ kind, before }) => (kind === "replaced" && before ? [{ ...before }] : []));

/** Brings one resource to what its declaration says. */
async function converge(work: Deployment, logicalId: string, steps: Step[]): Promise<void> {
  const { stack, program, tags } = work;
  const existing = stack.resources.get(logicalId);
  if (!existing || !exists(existing)) {
    steps.push({ kind: "created", logicalId, before: undefined });
    await makeResource(work, logicalId);
    return;
  }
  const declaration = program.resources[logicalId] as StackResource["declaration"];
  const dependsOn = program.dependencies.get(logicalId) ?? new Set();
  const next: StackResource = { ...existing, declaration, dependsOn, tags, properties: resolved(program, logicalId) };
  const change = changeOf(providerOf(work, existing.type), existing, next);
  if (change === "none") return void stack.resources.set(logicalId, { ...next, tags: existing.tags });
  steps.push({ kind: change === "replace" ? "replaced" : "modified", logicalId, before: existing });
  stack.resources.set(logicalId, next);
  await (change === "replace" ? replace(work, next) : modify(work, next, existing));
}

async function modify(work: Deployment, next: StackResource, before: StackResource): Promise<void> {
  const request = requestFor(work, next.logicalId, next.tags);
  resourceIs(work, next, "UPDATE_IN_PROGRESS");
  try {
    requirePassing(work, next, before);
    const update = providerOf(work, next.type).update as NonNullable<ReturnType<typeof providerOf>["update"]>;
    Object.assign(next, await update(next.physicalId, next.properties, request, before.properties));
    resourceIs(work, next, "UPDATE_COMPLETE");
  } catch (error) {
    resourceIs(work, next, "UPDATE_FAILED", reasonOf(error));
    throw error;
  }
}

const NEEDS_REPLACEMENT = "Requested update requires the creation of a new physical resource; hence creating one.";

async function replace(work: Deployment, next: StackResource): Promise<void> {
  const request = requestFor(work, next.logicalId, next.tags);
  resourceIs(work, next, "UPDATE_IN_PROGRESS", NEEDS_REPLACEMENT);
  try {
    requirePassing(work, next);
    Object.assign(next, await providerOf(work, next.type).create(next.properties, request));
    resourceIs(work, next, "UPDATE_IN_PROGRESS", "Resource creation Initiated");
    resourceIs(work, next, "UPDATE_COMPLETE");
  } catch (error) {
    resourceIs(work, next, "UPDATE_FAILED", reasonOf(error));
    throw error;
  }
}

/** Takes back what was done, the latest first, then deletes what the update had made. */
async function rollBack(work: Deployment, steps: readonly Step[], former: Former, reason: string): Promise<void> {
  const { stack } = work;
  stackIs(work, "UPDATE_ROLLBACK_IN_PROGRESS", reason);
  Object.assign(stack, former);
  const leftOver: StackResource[] = [];
  const stuck = new Map<string, unknown>();
  for (const step of [...steps].reverse()) {
    const current = stack.resources.get(step.logicalId) as StackResource;
    if (step.kind === "modified")
      await revert(work, current, step.before as StackResource).catch((e) => stuck.set(step.logicalId, e));
    else {
      if (isNew(current, step.before)) leftOver.push(current);
      if (step.before) stack.resources.set(step.logicalId, { ...step.before });
      else stack.resources.delete(step.logicalId);
    }
  }
  if (stuck.size > 0) return stackIs(work, "UPDATE_ROLLBACK_FAILED", namesOf(stuck, "update"));
  stackIs(work, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS");
  await removeAll(work, leftOver, () => undefined);
  stackIs(work, "UPDATE_ROLLBACK_COMPLETE");
}

/** A replacement that failed still has the physical ID of what it was to replace. */
const isNew = (current: StackResource, before: StackResource | undefined) => current.physicalId !== before?.physicalId;

async function revert(work: Deployment, current: StackResource, before: StackResource): Promise<void> {
  const next = { ...before, physicalId: current.physicalId };
  work.stack.resources.set(before.logicalId, next);
  await modify(work, next, current);
}
