import type {
  CreateStackInput,
  CreateStackOutput,
  DeleteStackInput,
  UpdateStackInput,
  UpdateStackOutput,
  UpdateTerminationProtectionInput,
  UpdateTerminationProtectionOutput,
} from "@aws-sdk/client-cloudformation";
import type { Caller } from "../../core/types.ts";
import { beginCreate, beginDelete, beginUpdate } from "./begin.ts";
import { compare } from "./changes.ts";
import { requireUnused } from "./exports.ts";
import { findStack, invalid, newStack, requireIdle, requireStack } from "./lookup.ts";
import { sourceOf } from "./source.ts";
import { type CloudFormationState, isBusy } from "./stack.ts";

export function createStack(state: CloudFormationState, input: CreateStackInput, caller: Caller): CreateStackOutput {
  const stack = newStack(state, input.StackName);
  const source = sourceOf(state, input, undefined);
  const onFailure = input.DisableRollback ? "DO_NOTHING" : (input.OnFailure ?? "ROLLBACK");
  stack.terminationProtection = input.EnableTerminationProtection ?? false;
  beginCreate(state, stack, source, { token: input.ClientRequestToken, caller, onFailure });
  return { StackId: stack.stackId };
}

const UPDATABLE = /^(CREATE_COMPLETE|IMPORT_COMPLETE|UPDATE_COMPLETE|UPDATE_FAILED|UPDATE_ROLLBACK_COMPLETE)$/;

export function updateStack(state: CloudFormationState, input: UpdateStackInput, caller: Caller): UpdateStackOutput {
  const stack = requireIdle(state, input.StackName, "updated");
  if (!UPDATABLE.test(stack.status)) {
    throw invalid(`Stack:${stack.stackId} is in ${stack.status} state and can not be updated.`);
  }
  const source = sourceOf(state, input, stack.source);
  if (!compare(state, stack, source).changed) throw invalid("No updates are to be performed.");
  beginUpdate(state, stack, source, { token: input.ClientRequestToken, caller, rollback: !input.DisableRollback });
  return { StackId: stack.stackId };
}

/** A stack that does not exist is deleted already. */
export function deleteStack(state: CloudFormationState, input: DeleteStackInput): void {
  const stack = findStack(state, input.StackName ?? "");
  if (!stack || stack.status === "DELETE_COMPLETE" || stack.status === "DELETE_IN_PROGRESS") return;
  if (stack.terminationProtection) {
    throw invalid(`Stack [${stack.stackName}] cannot be deleted while TerminationProtection is enabled`);
  }
  if (isBusy(stack) && !/^(CREATE|ROLLBACK)/.test(stack.status)) {
    throw invalid(`Stack [${stack.stackName}] cannot be deleted while in status ${stack.status}`);
  }
  requireUnused(state, stack);
  const begin = () => beginDelete(state, stack, input.ClientRequestToken);
  // What is being made cannot be stopped half-way: it is deleted when it is there.
  if (isBusy(stack)) void stack.underway.then(begin);
  else begin();
}

export function updateTerminationProtection(
  state: CloudFormationState,
  input: UpdateTerminationProtectionInput,
): UpdateTerminationProtectionOutput {
  const stack = requireStack(state, input.StackName);
  stack.terminationProtection = input.EnableTerminationProtection as boolean;
  return { StackId: stack.stackId };
}
