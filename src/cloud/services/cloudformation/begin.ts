import { AwsError } from "../../core/error.ts";
import type { Caller } from "../../core/types.ts";
import { type Program, prepare } from "../../template/program.ts";
import { createStack, deleteStack, type OnFailure } from "./creation.ts";
import type { Operation } from "./events.ts";
import { stackIs } from "./events.ts";
import type { Deployment } from "./resource.ts";
import type { CloudFormationState, Stack, StackSource } from "./stack.ts";
import { updateStack } from "./update.ts";

/** What a source means for a stack, checked. Throws ValidationError. */
function programFor(state: CloudFormationState, stack: Stack, source: StackSource): Program {
  const { stackName, stackId, resources } = stack;
  const { template, parameters } = source;
  const resource = (id: string) => resources.get(id);
  return prepare(state.environment, { stackName, stackId, template, parameters, resource, imported: state.imported });
}

/** On whose behalf. */
interface By {
  token: string | undefined;
  /** Undefined for LocalCloud itself. */
  caller: Caller | undefined;
}

const deployment = (
  state: CloudFormationState,
  stack: Stack,
  { source, program, by }: { source: StackSource; program: Program; by: By },
): Deployment => ({
  state,
  stack,
  program,
  token: by.token,
  tags: source.tags,
  ask: state.asking(source.roleArn, by.caller),
});

/** Begins to make a stack that has nothing yet. Throws ValidationError before anything is made. */
export function beginCreate(
  state: CloudFormationState,
  stack: Stack,
  source: StackSource,
  { onFailure, ...by }: By & { onFailure: OnFailure },
): void {
  const program = programFor(state, stack, source);
  state.stacks.set(stack.stackId, stack);
  stack.source = source;
  stack.parameters = program.parameters;
  stack.rollbackDisabled = onFailure === "DO_NOTHING";
  const work = deployment(state, stack, { source, program, by });
  stackIs(work, "CREATE_IN_PROGRESS", "User Initiated");
  run(work, () => createStack(work, onFailure));
}

/** Begins to make a stack another. Throws ValidationError before anything is changed. */
export function beginUpdate(
  state: CloudFormationState,
  stack: Stack,
  source: StackSource,
  { rollback, ...by }: By & { rollback: boolean },
): void {
  const program = programFor(state, stack, source);
  const former = { source: stack.source, parameters: stack.parameters, outputs: stack.outputs };
  stack.source = source;
  stack.parameters = program.parameters;
  stack.updated = new Date(state.ctx.now());
  const work = deployment(state, stack, { source, program, by });
  stackIs(work, "UPDATE_IN_PROGRESS", "User Initiated");
  run(work, () => updateStack(work, former, rollback));
}

/** Begins to delete a stack. */
export function beginDelete(state: CloudFormationState, stack: Stack, token: string | undefined): void {
  const work = { state, stack, token };
  run(work, () => deleteStack(work));
}

/** What fails beyond a provider's reasons is a fault of LocalCloud's own: it is in the journal. */
function run({ state, stack }: Operation, operation: () => Promise<AwsError | undefined>): void {
  stack.underway = operation().catch((error: unknown) => {
    state.ctx.journal("error", { message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    return new AwsError("InternalFailure", String(error), 500);
  });
}
