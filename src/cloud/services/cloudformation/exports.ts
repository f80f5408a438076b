import type { Export, ListExportsOutput, ListImportsInput, ListImportsOutput } from "@aws-sdk/client-cloudformation";
import { invalid } from "./lookup.ts";
import type { CloudFormationState, Stack } from "./stack.ts";

type State = Pick<CloudFormationState, "stacks">;

/** What the stacks export, by name. */
function exported({ stacks }: State): Map<string, Export> {
  const found = new Map<string, Export>();
  for (const { stackId, outputs } of stacks.values()) {
    for (const { exportName, value } of outputs) {
      if (exportName !== undefined)
        found.set(exportName, { ExportingStackId: stackId, Name: exportName, Value: value });
    }
  }
  return found;
}

/** `Fn::ImportValue`. Throws ValidationError for a name that no stack exports. */
export function importedValue(state: State, name: string): unknown {
  const found = exported(state).get(name);
  if (found) return found.Value;
  throw invalid(`No export named ${name} found.`);
}

/** The names of the stacks that import this. */
function importers({ stacks }: State, name: string): string[] {
  const call = `"Fn::ImportValue":${JSON.stringify(name)}`;
  return [...stacks.values()]
    .filter(({ deleted, source }) => !deleted && source && JSON.stringify(source.template).includes(call))
    .map(({ stackName }) => stackName);
}

/** Throws ValidationError when another stack imports what this one exports. */
export function requireUnused(state: State, { outputs }: Stack): void {
  for (const { exportName } of outputs) {
    if (exportName === undefined) continue;
    const users = importers(state, exportName);
    if (users.length > 0)
      throw invalid(`Export ${exportName} cannot be deleted as it is in use by ${users.join(", ")}`);
  }
}

export const listExports = (state: State): ListExportsOutput => ({ Exports: [...exported(state).values()] });

export function listImports(state: State, input: ListImportsInput): ListImportsOutput {
  const users = importers(state, input.ExportName as string);
  if (users.length > 0) return { Imports: users };
  throw invalid(`Export '${input.ExportName}' is not imported by any stack.`);
}
