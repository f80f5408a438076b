import type { GetCommandInvocationRequest, GetCommandInvocationResult } from "@aws-sdk/client-ssm";
import { AwsError } from "../../core/error.ts";
import { constrain } from "../shared/constraint.ts";
import { RUN_SHELL_SCRIPT, STEP } from "./commands.ts";
import type { SsmState } from "./store.ts";

const instant = (at: number | undefined): string => (at === undefined ? "" : new Date(at).toISOString());

/** How a command does on one instance. Throws InvocationDoesNotExist and InvalidPluginName. */
export function getCommandInvocation(state: SsmState, input: GetCommandInvocationRequest): GetCommandInvocationResult {
  constrain(input, { CommandId: { required: true, minLength: 36, maxLength: 36 }, InstanceId: { required: true } });
  const command = state.commands.get(input.CommandId as string);
  const invocation = command?.invocations.find(({ instanceId }) => instanceId === input.InstanceId);
  if (!command || !invocation) throw new AwsError("InvocationDoesNotExist", "");
  if (input.PluginName !== undefined && input.PluginName !== STEP) throw new AwsError("InvalidPluginName", "");
  const { startedAt, endedAt } = invocation;
  const elapsed = startedAt === undefined || endedAt === undefined ? "" : `PT${(endedAt - startedAt) / 1_000}S`;
  return {
    CommandId: command.commandId,
    InstanceId: invocation.instanceId,
    Comment: command.request.Comment ?? "",
    DocumentName: RUN_SHELL_SCRIPT,
    DocumentVersion: "$DEFAULT",
    PluginName: STEP,
    ResponseCode: invocation.responseCode,
    Status: invocation.status,
    StatusDetails: invocation.statusDetails,
    ExecutionStartDateTime: instant(startedAt),
    ExecutionEndDateTime: instant(endedAt),
    ExecutionElapsedTime: elapsed,
    StandardOutputContent: invocation.stdout,
    StandardOutputUrl: "",
    StandardErrorContent: invocation.stderr,
    StandardErrorUrl: "",
    CloudWatchOutputConfig: { CloudWatchLogGroupName: "", CloudWatchOutputEnabled: false },
  };
}
