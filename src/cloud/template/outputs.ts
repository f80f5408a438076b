import { invalidTemplate } from "./error.ts";
import type { Program } from "./program.ts";
import { resolveValue } from "./resolve.ts";

export interface StackOutput {
  name: string;
  value: string;
  description: string | undefined;
  exportName: string | undefined;
}

/** Throws ValidationError for an output that is no text. */
export function outputsOf({ template, scope }: Program): StackOutput[] {
  const outputs: StackOutput[] = [];
  for (const [name, { Value, Condition, Description, Export }] of Object.entries(template.Outputs ?? {})) {
    if (Condition !== undefined && !scope.condition(Condition)) continue;
    const value = resolveValue(Value, scope);
    if (typeof value === "object") throw invalidTemplate(`Template format error: Output ${name} is not a string`);
    const exportName = Export && String(resolveValue(Export.Name, scope));
    outputs.push({ name, value: String(value), description: Description, exportName });
  }
  return outputs;
}
