import type { DeletionPolicy } from "../../template/types.ts";
import type { Operation } from "./events.ts";
import { resourceIs } from "./events.ts";
import { type Failures, inOrder } from "./in-order.ts";
import { providerOf, reasonOf } from "./resource.ts";
import type { StackResource } from "./stack.ts";

/** Which of a resource's policies decides whether it is deleted. */
export type PolicyOf = (resource: StackResource) => DeletionPolicy | undefined;

export const deletionPolicy: PolicyOf = ({ declaration }) => declaration.DeletionPolicy;
export const updateReplacePolicy: PolicyOf = ({ declaration }) => declaration.UpdateReplacePolicy;

/** Whether there is anything to delete: a resource that never was, or is gone, has nothing. */
export const exists = ({ physicalId, status }: StackResource): boolean =>
  physicalId !== "" && status !== "DELETE_COMPLETE" && status !== "DELETE_SKIPPED";

/** Deletes resources, each after those that depend on it. One that cannot be deleted keeps what it depends on, and nothing else. */
export async function removeAll(
  operation: Operation,
  resources: readonly StackResource[],
  policyOf: PolicyOf,
): Promise<Failures> {
  const doomed = new Map(resources.filter(exists).map((resource) => [resource.logicalId, resource]));
  const dependents = (id: string) =>
    [...doomed.values()].filter(({ dependsOn }) => dependsOn.has(id)).map(({ logicalId }) => logicalId);
  return inOrder([...doomed.keys()].reverse(), { before: dependents, halts: false }, (id) =>
    remove(operation, doomed.get(id) as StackResource, policyOf),
  );
}

async function remove(operation: Operation, resource: StackResource, policyOf: PolicyOf): Promise<void> {
  if (policyOf(resource) === "Retain") return resourceIs(operation, resource, "DELETE_SKIPPED");
  resourceIs(operation, resource, "DELETE_IN_PROGRESS");
  try {
    await providerOf(operation, resource.type).delete?.(resource.physicalId);
    resourceIs(operation, resource, "DELETE_COMPLETE");
  } catch (error) {
    resourceIs(operation, resource, "DELETE_FAILED", reasonOf(error));
    operation.state.ctx.journal("error", { message: `deletion of ${resource.logicalId}: ${reasonOf(error)}` });
    throw error;
  }
}
