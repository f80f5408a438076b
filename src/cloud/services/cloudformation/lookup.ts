import { randomUUID } from "node:crypto";
import { AwsError } from "../../core/error.ts";
import { constrain } from "../shared/constraint.ts";
import { type CloudFormationState, isBusy, type Stack } from "./stack.ts";

export const invalid = (text: string): AwsError => new AwsError("ValidationError", text);

const STACK_NAME = { required: true, minLength: 1, maxLength: 128, pattern: "[a-zA-Z][-a-zA-Z0-9]*" };

/** A stack that nothing is made of yet, and that nobody finds yet. Throws ValidationError or AlreadyExistsException. */
export function newStack(state: CloudFormationState, stackName: string | undefined): Stack {
  constrain({ StackName: stackName }, { StackName: STACK_NAME }, "ValidationError");
  const name = stackName as string;
  if (findStack(state, name)) throw new AwsError("AlreadyExistsException", `Stack [${name}] already exists`);
  const { ctx } = state;
  const stack: Stack = {
    stackId: `arn:aws:cloudformation:${ctx.region}:${ctx.accountId}:stack/${name}/${randomUUID()}`,
    stackName: name,
    created: new Date(ctx.now()),
    status: "REVIEW_IN_PROGRESS",
    reason: undefined,
    updated: undefined,
    deleted: undefined,
    source: undefined,
    parameters: new Map(),
    outputs: [],
    terminationProtection: false,
    rollbackDisabled: false,
    resources: new Map(),
    events: [],
    changeSets: new Map(),
    changeSetId: undefined,
    underway: Promise.resolve(undefined),
  };
  return stack;
}

/** By name, or by ID; a stack that was deleted answers to its ID only. */
export function findStack({ stacks }: CloudFormationState, reference: string): Stack | undefined {
  const byId = stacks.get(reference);
  if (byId) return byId;
  for (const stack of stacks.values()) {
    if (stack.stackName === reference && stack.status !== "DELETE_COMPLETE") return stack;
  }
  return undefined;
}

/** Throws ValidationError, as AWS words it for reading. */
export function requireStack(state: CloudFormationState, reference: string | undefined): Stack {
  const stack = findStack(state, reference ?? "");
  if (stack) return stack;
  throw invalid(`Stack with id ${reference} does not exist`);
}

/** Throws ValidationError, as AWS words it for changing: a stack that does not exist, or that is changing already. */
export function requireIdle(state: CloudFormationState, reference: string | undefined, verb: string): Stack {
  const stack = findStack(state, reference ?? "");
  if (!stack || stack.status === "DELETE_COMPLETE") throw invalid(`Stack [${reference}] does not exist`);
  if (isBusy(stack)) throw invalid(`Stack:${stack.stackId} is in ${stack.status} state and can not be ${verb}.`);
  return stack;
}
