import { randomUUID } from "node:crypto";
import type { Command, SendCommandRequest, SendCommandResult } from "@aws-sdk/client-ssm";
import { AwsError } from "../../core/error.ts";
import type { NodePort } from "../../core/ports.ts";
import { constrain } from "../shared/constraint.ts";
import { deliver, pendingInvocation, RUN_SHELL_SCRIPT, type StoredCommand } from "./commands.ts";
import type { SsmState } from "./store.ts";

/** Seconds, where a request names none. */
const DELIVERY_TIMEOUT = 3_600;
const EXECUTION_TIMEOUT = "3600";
/** Of AWS-RunShellScript's parameter `executionTimeout`: up to 48 hours. */
const EXECUTION_SECONDS = /^([1-9]\d{0,4}|1[0-6]\d{4}|17[01]\d{3}|172[0-7]\d\d|172800)$/;

/**
 * What an agent asks of AWS for Run Command. Agents since 3.3.40.0 get commands over the channel that Session Manager uses as well:
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-setting-up-messageAPIs.html
 */
const AGENT_ACTIONS = [
  "ssm:UpdateInstanceInformation",
  "ssmmessages:CreateControlChannel",
  "ssmmessages:OpenControlChannel",
];

/** Starts a shell script on each instance; what comes of it is asked with GetCommandInvocation. */
export function sendCommand(state: SsmState, nodes: NodePort, input: SendCommandRequest): SendCommandResult {
  constrain(input, {
    DocumentName: { required: true, pattern: "[a-zA-Z0-9_\\-.:/]{3,128}" },
    InstanceIds: { maxLength: 50 },
    TimeoutSeconds: { min: 30, max: 2_592_000 },
    Comment: { maxLength: 100 },
  });
  if (input.Targets) throw new AwsError("InvalidTarget", "LocalCloud sends commands to InstanceIds alone");
  if (input.DocumentName !== RUN_SHELL_SCRIPT)
    throw new AwsError("InvalidDocument", `Document with name ${input.DocumentName} does not exist.`);
  const { ctx } = state;
  const instanceIds = input.InstanceIds ?? [];
  const strange = instanceIds.filter((id) => !isManaged(nodes, id));
  if (strange.length > 0 || instanceIds.length === 0) {
    const text = `Instances [[${strange.join(", ")}]] not in a valid state for account ${ctx.accountId}`;
    throw new AwsError("InvalidInstanceId", text);
  }
  const requestedAt = ctx.now();
  const command: StoredCommand = {
    commandId: randomUUID(),
    request: input,
    ...scriptOf(input),
    requestedAt,
    expiresAt: requestedAt + (input.TimeoutSeconds ?? DELIVERY_TIMEOUT) * 1_000,
    invocations: instanceIds.map(pendingInvocation),
  };
  state.commands.set(command.commandId, command);
  for (const invocation of command.invocations) ctx.after(0, () => deliver(ctx, nodes, command, invocation));
  return { Command: shown(command) };
}

/** One that runs, or may run again, with a role that lets an agent on it talk to Systems Manager. */
function isManaged(nodes: NodePort, instanceId: string): boolean {
  const state = nodes.state(instanceId) ?? "terminated";
  return !["shutting-down", "terminated"].includes(state) && nodes.mayAll(instanceId, AGENT_ACTIONS);
}

function scriptOf({ Parameters = {} }: SendCommandRequest): Pick<StoredCommand, "script" | "timeoutMs"> {
  const {
    commands,
    executionTimeout: [seconds = EXECUTION_TIMEOUT] = [],
    workingDirectory = [],
    ...others
  } = Parameters;
  if (!commands || commands.length === 0 || Object.keys(others).length > 0 || !EXECUTION_SECONDS.test(seconds))
    throw new AwsError("InvalidParameters", `The parameters are not those of ${RUN_SHELL_SCRIPT}.`);
  const [folder = ""] = workingDirectory;
  const enter = folder === "" ? [] : [`cd '${folder.replaceAll("'", "'\\''")}' || exit`];
  return { script: [...enter, ...commands].join("\n"), timeoutMs: Number(seconds) * 1_000 };
}

function shown({ commandId, request, requestedAt, expiresAt, invocations }: StoredCommand): Command {
  const { DocumentName, Comment = "", Parameters, InstanceIds, TimeoutSeconds = DELIVERY_TIMEOUT } = request;
  return {
    CommandId: commandId,
    DocumentName,
    DocumentVersion: "$DEFAULT",
    Comment,
    Parameters,
    InstanceIds,
    TimeoutSeconds,
    RequestedDateTime: new Date(requestedAt),
    ExpiresAfter: new Date(expiresAt),
    Status: "Pending",
    StatusDetails: "Pending",
    Targets: [],
    MaxConcurrency: "50",
    MaxErrors: "0",
    TargetCount: invocations.length,
    CompletedCount: 0,
    ErrorCount: 0,
    DeliveryTimedOutCount: 0,
    OutputS3BucketName: "",
    OutputS3KeyPrefix: "",
    ServiceRole: "",
  };
}
