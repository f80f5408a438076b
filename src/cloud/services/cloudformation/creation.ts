import { AwsError } from "../../core/error.ts";
import { outputsOf } from "../../template/outputs.ts";
import { type Operation, stackIs } from "./events.ts";
import { type Failures, inOrder } from "./in-order.ts";
import { deletionPolicy, removeAll } from "./removal.ts";
import { type Deployment, makeResource, reasonOf } from "./resource.ts";

/** What becomes of a stack that cannot be made. */
export type OnFailure = "ROLLBACK" | "DELETE" | "DO_NOTHING";

/** Makes every resource of the program. When one fails no other is begun. Gives the reason if the stack was not made. */
export async function createStack(work: Deployment, onFailure: OnFailure): Promise<AwsError | undefined> {
  const { program } = work;
  const before = (id: string) => program.dependencies.get(id) ?? [];
  const failures = await inOrder(Object.keys(program.resources), { before, halts: true }, async (id) => {
    await makeResource(work, id);
  });
  const failure = failures.size > 0 ? failureOf(work, failures) : takeOutputs(work);
  if (!failure) {
    stackIs(work, "CREATE_COMPLETE");
    return undefined;
  }
  const reason = failures.size > 0 ? namesOf(failures, "create") : failure.message;
  if (onFailure === "DO_NOTHING") stackIs(work, "CREATE_FAILED", reason);
  else if (onFailure === "DELETE") await deleteStack(work, `${reason} Delete requested by user.`);
  else await rollBack(work, `${reason} Rollback requested by user.`);
  return failure;
}

export const namesOf = (failures: Failures, verb: string): string =>
  `The following resource(s) failed to ${verb}: [${[...failures.keys()].join(", ")}].`;

/** The first failure, with the resource that it befell. */
export function failureOf({ program }: Deployment, failures: Failures): AwsError {
  const [[logicalId, error]] = [...failures] as [[string, unknown]];
  return new AwsError("CREATE_FAILED", `${logicalId} (${program.resources[logicalId]?.Type}): ${reasonOf(error)}`);
}

/** Resolves the program's outputs into the stack. Gives the reason if one cannot be. */
export function takeOutputs({ program, stack }: Deployment): AwsError | undefined {
  try {
    stack.outputs = outputsOf(program);
    return undefined;
  } catch (error) {
    return error instanceof AwsError ? error : new AwsError("InternalFailure", String(error), 500);
  }
}

async function rollBack(work: Operation, reason: string): Promise<void> {
  stackIs(work, "ROLLBACK_IN_PROGRESS", reason);
  const failures = await removeAll(work, [...work.stack.resources.values()], deletionPolicy);
  if (failures.size > 0) stackIs(work, "ROLLBACK_FAILED", namesOf(failures, "delete"));
  else stackIs(work, "ROLLBACK_COMPLETE");
}

/** Deletes every resource, in reverse. Gives the reason if one is left. */
export async function deleteStack(work: Operation, reason = "User Initiated"): Promise<AwsError | undefined> {
  const { stack, state } = work;
  stackIs(work, "DELETE_IN_PROGRESS", reason);
  const failures = await removeAll(work, [...stack.resources.values()], deletionPolicy);
  if (failures.size > 0) {
    const text = namesOf(failures, "delete");
    stackIs(work, "DELETE_FAILED", text);
    return new AwsError("DELETE_FAILED", text);
  }
  stack.outputs = [];
  stack.deleted = new Date(state.ctx.now());
  stackIs(work, "DELETE_COMPLETE");
  return undefined;
}
