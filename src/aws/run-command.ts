import {
  CancelCommandCommand,
  GetCommandInvocationCommand,
  type GetCommandInvocationResult,
  SendCommandCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { RETRIES } from "./client.ts";
import type { AwsOptions } from "./types.ts";
import { waitUntil } from "./wait.ts";

/** What a script did, or why the instance did not get it. */
export type ScriptRun = { code: number; stdout: string; stderr: string; timedOut: boolean } | { undelivered: string };

export interface RunCommand {
  /**
   * Runs a shell script on an instance as root, for `timeoutMs` at most. Of its standard output the first 24,000 characters come back,
   * of its standard error 8,000. Never a secret: AWS keeps the script and its output in its history. When `signal` is aborted,
   * the script is ended on the instance too.
   */
  run(instanceId: string, script: string, options: { timeoutMs: number; signal?: AbortSignal }): Promise<ScriptRun>;
  /** Ends the connections. */
  close(): void;
}

/** As long as an instance may take to fetch a command, ms: the least that Run Command can be told. */
const DELIVERY_MS = 30_000;
/** What AWS may take beside, ms. */
const SPARE_MS = 10_000;
/** For each request that it takes to end a script, ms: whoever asked waits for them. */
const CANCEL_MS = 5_000;
const WAITING = ["Pending", "InProgress", "Delayed", "Cancelling"];

/** Opens Systems Manager's Run Command. Nothing is sent before the first call; errors are the SDK's own. */
export function createRunCommand(options: AwsOptions = {}): RunCommand {
  const client = new SSMClient({ ...options, ...RETRIES });

  async function send(
    instanceId: string,
    script: string,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<string | undefined> {
    const { Command } = await client.send(
      new SendCommandCommand({
        DocumentName: "AWS-RunShellScript",
        InstanceIds: [instanceId],
        TimeoutSeconds: DELIVERY_MS / 1_000,
        Parameters: { commands: [script], executionTimeout: [String(Math.ceil(timeoutMs / 1_000))] },
      }),
      { abortSignal: signal && reluctant(signal) },
    );
    return Command?.CommandId;
  }

  /** As far as AWS can: what was not cancelled ends with its own time. */
  async function cancel(CommandId: string | undefined, instanceId: string): Promise<void> {
    const order = new CancelCommandCommand({ CommandId, InstanceIds: [instanceId] });
    await client.send(order, { abortSignal: AbortSignal.timeout(CANCEL_MS) }).catch(() => undefined);
  }

  return {
    async run(instanceId, script, { timeoutMs, signal }) {
      signal?.throwIfAborted();
      const CommandId = await send(instanceId, script, timeoutMs, signal).catch(unmanaged);
      if (CommandId === NOT_MANAGED) return { undelivered: "Systems Manager does not know it as a managed instance" };
      const ask = new GetCommandInvocationCommand({ CommandId, InstanceId: instanceId });
      let seen: GetCommandInvocationResult | undefined;
      await waitUntil(
        { timeoutMs: DELIVERY_MS + timeoutMs + SPARE_MS, readings: 1, ...(signal && { signal }) },
        async () => {
          seen = await client.send(ask, { abortSignal: signal }).catch(notYetKnown);
          return seen !== undefined && !WAITING.includes(seen.Status ?? "");
        },
      ).catch(async (error) => {
        if (signal?.aborted) await cancel(CommandId, instanceId);
        throw error;
      });
      return outcomeOf(seen);
    },
    close: () => client.destroy(),
  };
}

/** Aborted some time after `signal`: a command can be cancelled only by the ID that the answer tells. */
function reluctant(signal: AbortSignal): AbortSignal {
  const later = new AbortController();
  const abort = () => setTimeout(() => later.abort(signal.reason), CANCEL_MS).unref();
  signal.addEventListener("abort", abort, { once: true });
  return later.signal;
}

const NOT_MANAGED = Symbol("not managed");

/** InvalidInstanceId: no agent has registered it lately, or it does not exist. */
function unmanaged(error: Error): typeof NOT_MANAGED {
  if (error.name === "InvalidInstanceId") return NOT_MANAGED;
  throw error;
}

/** A command is not everywhere at once: https://github.com/aws/aws-sdk-ruby/pull/2559 */
function notYetKnown(error: Error): undefined {
  if (error.name === "InvocationDoesNotExist") return undefined;
  throw error;
}

function outcomeOf(seen: GetCommandInvocationResult | undefined): ScriptRun {
  const { Status = "", StatusDetails = "", ResponseCode = -1 } = seen ?? {};
  const timedOut = /^Execution ?Timed ?Out$/.test(StatusDetails);
  if (!timedOut && Status !== "Success" && Status !== "Failed")
    return { undelivered: `Run Command says ${StatusDetails || "nothing"}` };
  const { StandardOutputContent: stdout = "", StandardErrorContent: stderr = "" } = seen ?? {};
  return { code: ResponseCode, stdout, stderr, timedOut };
}
