import type { CloudFault } from "../types.ts";
import { matches } from "./pattern.ts";

function requirePositive(name: string, value: number | undefined): void {
  if (value === undefined || (Number.isInteger(value) && value > 0)) return;
  throw new RangeError(`${name} must be a whole number above 0, not ${value}`);
}

/** Throws RangeError for a fault that could never happen: a pattern that matches no action, a time or count that is none. */
export function validate(fault: CloudFault, actions: readonly string[]): void {
  if ("operation" in fault && !actions.some((action) => matches(fault.operation, action))) {
    throw new RangeError(`${fault.operation} matches no operation of LocalCloud`);
  }
  if ("source" in fault && fault.source === "") throw new RangeError("a source of events cannot be empty");
  if ("ms" in fault) requirePositive("ms", fault.ms);
  if ("count" in fault) requirePositive("count", fault.count);
}
