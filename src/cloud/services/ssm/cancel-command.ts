import type { CancelCommandRequest, CancelCommandResult } from "@aws-sdk/client-ssm";
import { AwsError } from "../../core/error.ts";
import { constrain } from "../shared/constraint.ts";
import { cancelInvocation } from "./commands.ts";
import type { SsmState } from "./store.ts";

/** Cancels a command on the instances that are named, or on all of its own. Throws InvalidCommandId and InvalidInstanceId. */
export function cancelCommand(state: SsmState, input: CancelCommandRequest): CancelCommandResult {
  constrain(input, { CommandId: { required: true, minLength: 36, maxLength: 36 }, InstanceIds: { maxLength: 50 } });
  const command = state.commands.get(input.CommandId as string);
  if (!command) throw new AwsError("InvalidCommandId", "");
  const { InstanceIds: named = [] } = input;
  const known = command.invocations.map(({ instanceId }) => instanceId);
  if (named.some((id) => !known.includes(id))) throw new AwsError("InvalidInstanceId", "");
  const meant = named.length === 0 ? known : named;
  for (const invocation of command.invocations) if (meant.includes(invocation.instanceId)) cancelInvocation(invocation);
  return {};
}
