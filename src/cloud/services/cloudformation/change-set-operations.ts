import type {
  CreateChangeSetInput,
  CreateChangeSetOutput,
  DeleteChangeSetInput,
  ExecuteChangeSetInput,
} from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../core/error.ts";
import type { Caller } from "../../core/types.ts";
import { constrain } from "../shared/constraint.ts";
import { beginCreate, beginUpdate } from "./begin.ts";
import { type ChangeSet, changeSetArn, NO_CHANGES } from "./change-set.ts";
import { compare } from "./changes.ts";
import { stackIs } from "./events.ts";
import { findStack, invalid, newStack, requireIdle, requireStack } from "./lookup.ts";
import { sourceOf } from "./source.ts";
import type { CloudFormationState, Stack } from "./stack.ts";

const NAME = { required: true, minLength: 1, maxLength: 128, pattern: "[a-zA-Z][-a-zA-Z0-9]*" };

export function createChangeSet(state: CloudFormationState, input: CreateChangeSetInput): CreateChangeSetOutput {
  const name = input.ChangeSetName as string;
  constrain(input, { ChangeSetName: NAME }, "ValidationError");
  const type = input.ChangeSetType ?? "UPDATE";
  const stack = type === "CREATE" ? stackToCreate(state, input) : requireIdle(state, input.StackName, "updated");
  if (type === "UPDATE" && !stack.source) {
    throw invalid(`Stack:${stack.stackId} is in ${stack.status} state and can not be updated.`);
  }
  if (stack.changeSets.has(name)) throw new AwsError("AlreadyExistsException", `ChangeSet ${name} already exists`);
  const source = sourceOf(state, input, stack.source);
  const { changed, changes, program } = compare(state, stack, source);
  const changeSet: ChangeSet = {
    id: changeSetArn(state, name),
    name,
    stack,
    type,
    description: input.Description,
    created: new Date(state.ctx.now()),
    source,
    parameters: program.parameters,
    changes,
    status: changed ? "CREATE_COMPLETE" : "FAILED",
    reason: changed ? undefined : NO_CHANGES,
    execution: changed ? "AVAILABLE" : "UNAVAILABLE",
    onFailure:
      input.OnStackFailure === "DELETE" || input.OnStackFailure === "DO_NOTHING" ? input.OnStackFailure : undefined,
  };
  if (!state.stacks.has(stack.stackId)) {
    state.stacks.set(stack.stackId, stack);
    stackIs({ state, stack, token: input.ClientToken }, "REVIEW_IN_PROGRESS", "User Initiated");
  }
  stack.changeSets.set(name, changeSet);
  return { Id: changeSet.id, StackId: stack.stackId };
}

function stackToCreate(state: CloudFormationState, { StackName, ChangeSetName }: CreateChangeSetInput): Stack {
  const known = findStack(state, StackName ?? "");
  if (!known) return newStack(state, StackName);
  if (known.status === "REVIEW_IN_PROGRESS") return known;
  throw invalid(
    `Stack [${StackName}] already exists and cannot be created again with the changeSet [${ChangeSetName}].`,
  );
}

/** By name within a stack, or by ARN. Throws ChangeSetNotFound, or ValidationError for a stack that does not exist. */
export function requireChangeSet(
  state: CloudFormationState,
  { ChangeSetName: reference = "", StackName }: { ChangeSetName?: string | undefined; StackName?: string | undefined },
): ChangeSet {
  const isArn = reference.startsWith("arn:");
  if (!isArn && StackName === undefined) {
    throw invalid("StackName must be specified if ChangeSetName is not specified as an ARN.");
  }
  const stacks = isArn ? [...state.stacks.values()] : [requireStack(state, StackName)];
  for (const { changeSets } of stacks) {
    for (const changeSet of changeSets.values())
      if ([changeSet.id, changeSet.name].includes(reference)) return changeSet;
  }
  throw new AwsError("ChangeSetNotFound", `ChangeSet [${reference}] does not exist`, 404);
}

/** Makes the stack what the change set says. Its other change sets are for a stack that is no more, and go. */
export function executeChangeSet(state: CloudFormationState, input: ExecuteChangeSetInput, caller: Caller): object {
  const changeSet = requireChangeSet(state, input);
  const { stack, source, execution } = changeSet;
  if (execution !== "AVAILABLE") {
    const text = `ChangeSet [${changeSet.id}] cannot be executed in its current status of [${changeSet.status}]`;
    throw new AwsError("InvalidChangeSetStatus", text);
  }
  requireIdle(state, stack.stackId, "updated");
  const token = input.ClientRequestToken;
  if (changeSet.type === "CREATE") {
    const onFailure = changeSet.onFailure ?? (input.DisableRollback ? "DO_NOTHING" : "ROLLBACK");
    beginCreate(state, stack, source, { token, caller, onFailure });
  } else beginUpdate(state, stack, source, { token, caller, rollback: !input.DisableRollback });
  stack.changeSetId = changeSet.id;
  changeSet.execution = "EXECUTE_IN_PROGRESS";
  void stack.underway.then((failure) => {
    changeSet.execution = failure ? "EXECUTE_FAILED" : "EXECUTE_COMPLETE";
  });
  for (const [name, other] of stack.changeSets) if (other !== changeSet) stack.changeSets.delete(name);
  return {};
}

/** A change set that does not exist is deleted already. */
export function deleteChangeSet(state: CloudFormationState, input: DeleteChangeSetInput): object {
  try {
    const { stack, name, execution, id } = requireChangeSet(state, input);
    if (execution === "EXECUTE_IN_PROGRESS") {
      throw new AwsError("InvalidChangeSetStatus", `ChangeSet [${id}] cannot be deleted in its current status`);
    }
    stack.changeSets.delete(name);
  } catch (error) {
    if (!(error instanceof AwsError && error.code === "ChangeSetNotFound")) throw error;
  }
  return {};
}
