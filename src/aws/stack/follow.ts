import { setTimeout as delay } from "node:timers/promises";
import {
  type CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type StackEvent as SdkEvent,
} from "@aws-sdk/client-cloudformation";
import type { StackEvent } from "./types.ts";

/** CloudFormation with a limit for its calls. */
export interface Call {
  client: CloudFormationClient;
  http: { abortSignal: AbortSignal | undefined };
}

const FIRST_PAUSE_MS = 50;
/** CloudFormation has no event to await, and throttles whoever asks too often. */
const LONGEST_PAUSE_MS = 2_000;

/** Asks until there is an answer, with pauses that grow. Throws when the call's signal is aborted. */
export async function poll<T>({ http: { abortSignal: signal } }: Call, ask: () => Promise<T | undefined>): Promise<T> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await delay(pause, undefined, { signal });
  }
}

/** Events newer than `last`, oldest first: CloudFormation lists them the other way round, and keeps them for months. */
async function eventsSince({ client, http }: Call, stackId: string, last: string | undefined): Promise<SdkEvent[]> {
  const newer: SdkEvent[] = [];
  for (let NextToken: string | undefined; ; ) {
    const page = await client.send(new DescribeStackEventsCommand({ StackName: stackId, NextToken }), http);
    for (const event of page.StackEvents ?? []) {
      if (event.EventId === last) return newer.reverse();
      newer.push(event);
    }
    if (!page.NextToken) return newer.reverse();
    NextToken = page.NextToken;
  }
}

export interface Outcome {
  /** The stack's last status. */
  status: string;
  /** The first resource that failed by itself, if one did. */
  failure: StackEvent | undefined;
}

const shown = ({ LogicalResourceId, ResourceType, ResourceStatus, ResourceStatusReason }: SdkEvent): StackEvent => ({
  logicalId: LogicalResourceId ?? "",
  type: ResourceType ?? "",
  status: ResourceStatus ?? "",
  reason: ResourceStatusReason,
});

/** Those that were stopped because another one failed have failed too, and say so. */
const failedByItself = ({ status, reason = "" }: StackEvent): boolean =>
  status.endsWith("_FAILED") && !/cancelled/i.test(reason);

/** Begins an operation on a stack and tells every event until the stack rests. `stackId` is an ARN: a deleted stack has no name. */
export async function follow(
  call: Call,
  stackId: string,
  begin: () => Promise<unknown>,
  onEvent: (event: StackEvent) => void,
): Promise<Outcome> {
  let last = (await call.client.send(new DescribeStackEventsCommand({ StackName: stackId }), call.http))
    .StackEvents?.[0]?.EventId;
  let failure: StackEvent | undefined;
  await begin();
  const tell = async () => {
    const events = await eventsSince(call, stackId, last);
    last = events.at(-1)?.EventId ?? last;
    for (const event of events.map(shown)) {
      if (failedByItself(event)) failure ??= event;
      onEvent(event);
    }
  };
  const status = await poll(call, async () => {
    // The status first: what happened before it is then among the events.
    const { Stacks = [] } = await call.client.send(new DescribeStacksCommand({ StackName: stackId }), call.http);
    await tell();
    const now = Stacks[0]?.StackStatus ?? "";
    return now.endsWith("_IN_PROGRESS") ? undefined : now;
  });
  return { status, failure };
}
