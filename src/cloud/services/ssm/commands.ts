import type { CommandInvocationStatus, SendCommandRequest } from "@aws-sdk/client-ssm";
import type { NodePort } from "../../core/ports.ts";
import type { CloudContext } from "../../core/types.ts";

/** The one document that is offered, and the name of its only step. */
export const RUN_SHELL_SCRIPT = "AWS-RunShellScript";
export const STEP = "aws:runShellScript";

/** Characters of the output that are kept: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetCommandInvocation.html */
const STDOUT_LIMIT = 24_000;
const STDERR_LIMIT = 8_000;
/** The agent's exit code of a command that it ended itself, for its time or because it was told to (`CommandStoppedPreemptivelyExitCode`). */
const ENDED_BY_AGENT = 137;
/** How often a machine is tried that does not answer, ms. */
const RETRY_MS = 1_000;

export interface Invocation {
  instanceId: string;
  status: CommandInvocationStatus;
  statusDetails: string;
  /** -1 until the command has ended. */
  responseCode: number;
  /** Epoch ms. */
  startedAt: number | undefined;
  endedAt: number | undefined;
  stdout: string;
  stderr: string;
  /** Aborted when the command is cancelled. */
  cancel: AbortController;
}

export interface StoredCommand {
  commandId: string;
  request: SendCommandRequest;
  script: string;
  /** Of the script, ms. */
  timeoutMs: number;
  requestedAt: number;
  /** Epoch ms: whoever has not got the command by then does not get it. */
  expiresAt: number;
  invocations: readonly Invocation[];
}

export const pendingInvocation = (instanceId: string): Invocation => ({
  instanceId,
  status: "Pending",
  statusDetails: "Pending",
  responseCode: -1,
  startedAt: undefined,
  endedAt: undefined,
  stdout: "",
  stderr: "",
  cancel: new AbortController(),
});

const CANCELLED = { status: "Cancelled", statusDetails: "Cancelled" } as const;
const RUNS_NOT_YET: readonly string[] = ["Pending", "Delayed"];

/** Ends what runs, and keeps what does not run yet from running. What has ended stays as it is. */
export function cancelInvocation(invocation: Invocation): void {
  if (RUNS_NOT_YET.includes(invocation.status)) Object.assign(invocation, CANCELLED);
  else if (invocation.status === "InProgress")
    Object.assign(invocation, { status: "Cancelling", statusDetails: "Cancelling" });
  invocation.cancel.abort();
}

/** Hands the command to a machine's agent, as soon as the machine answers, and keeps what the agent reports. */
export async function deliver(
  ctx: CloudContext,
  nodes: NodePort,
  command: StoredCommand,
  invocation: Invocation,
): Promise<void> {
  const { instanceId, cancel } = invocation;
  if (cancel.signal.aborted) return;
  const answers = nodes.state(instanceId) === "running" && (await ctx.dataPlane.reachable(instanceId));
  if (cancel.signal.aborted) return;
  if (answers) Object.assign(invocation, { status: "InProgress", statusDetails: "InProgress", startedAt: ctx.now() });
  const outcome = answers && (await ctx.dataPlane.run(instanceId, command.script, command.timeoutMs, cancel.signal));
  if (cancel.signal.aborted) {
    Object.assign(invocation, CANCELLED, { responseCode: ENDED_BY_AGENT, endedAt: ctx.now() });
  } else if (outcome) {
    Object.assign(invocation, reported(outcome), { endedAt: ctx.now() });
  } else if (ctx.now() + RETRY_MS > command.expiresAt) {
    Object.assign(invocation, { status: "TimedOut", statusDetails: "DeliveryTimedOut" });
  } else {
    Object.assign(invocation, { status: "Delayed", statusDetails: "Delayed", startedAt: undefined });
    ctx.after(RETRY_MS, () => deliver(ctx, nodes, command, invocation));
  }
}

type Outcome = NonNullable<Awaited<ReturnType<CloudContext["dataPlane"]["run"]>>>;

/** How the agent tells an outcome; it adds a line to the standard error of what failed. */
function reported({ code, stdout, stderr, timedOut }: Outcome): Partial<Invocation> {
  const kept = { stdout: stdout.slice(0, STDOUT_LIMIT), stderr: stderr.slice(0, STDERR_LIMIT) };
  if (timedOut)
    return { ...kept, status: "TimedOut", statusDetails: "ExecutionTimedOut", responseCode: ENDED_BY_AGENT };
  if (code === 0) return { ...kept, status: "Success", statusDetails: "Success", responseCode: 0 };
  const told = `${stderr}failed to run commands: exit status ${code}`.slice(0, STDERR_LIMIT);
  return { ...kept, stderr: told, status: "Failed", statusDetails: "Failed", responseCode: code };
}
