import type { Stack } from "@aws-sdk/client-cloudformation";
import { hubshiftError } from "../../errors/index.ts";

/** A stack that only awaits its first change set has nothing in it yet. */
export const isEmpty = (stack: Stack | undefined): boolean => !stack || stack.StackStatus === "REVIEW_IN_PROGRESS";

/** Whether the stack is to be created, not updated. Throws `stack-stuck` for one that can be neither. */
export function mustCreate(stack: string, found: Stack | undefined): boolean {
  if (!found || isEmpty(found)) return true;
  const status = found.StackStatus ?? "";
  const hint = wayOut(stack, status);
  if (hint !== undefined) throw hubshiftError("stack-stuck", { stack, status, hint }, { exitCode: 1 });
  return false;
}

function wayOut(stack: string, status: string): string | undefined {
  if (status.endsWith("_IN_PROGRESS")) return "somebody changes it right now: wait until it is done";
  if (status === "UPDATE_ROLLBACK_FAILED")
    return `remove what is in its way, then run \`aws cloudformation continue-update-rollback --stack-name ${stack}\``;
  if (/^(ROLLBACK_|CREATE_FAILED|DELETE_FAILED)/.test(status))
    return "remove what is left of it with `hubshift destroy`, then deploy again";
  return undefined;
}
