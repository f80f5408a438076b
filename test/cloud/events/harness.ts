import { AwsError } from "../../../src/cloud/core/error.ts";
import type { InvocationSource } from "../../../src/cloud/core/ports.ts";
import { createEvents } from "../../../src/cloud/services/events/index.ts";
import { AWS, manualContext } from "../context.ts";

const caller = { accessKeyId: undefined, arn: "arn:aws:iam::111122223333:root", requestId: "" };

/** EventBridge on a clock that the test moves. Every function may be invoked, but `refused` ones. */
export function eventsHarness() {
  const ctx = manualContext(AWS);
  const invoked: { arn: string; payload: unknown; source: InvocationSource }[] = [];
  const sent: { target: string; body: unknown; attributes: Record<string, string> | undefined }[] = [];
  const refused = new Set<string>();
  const events = createEvents(ctx, {
    functions: {
      invokeAsync(arn, payload, source) {
        if (refused.has(arn)) throw new AwsError("AccessDeniedException", `not allowed: ${arn}`, 403);
        invoked.push({ arn, payload, source });
      },
    },
    deadLetter: { send: (target, body, attributes) => sent.push({ target, body, attributes }) },
    transit: (_, deliver) => deliver(),
  });
  async function call<T = Record<string, unknown>>(operation: string, input: object = {}): Promise<T> {
    const run = events.operations[operation];
    if (!run) throw new Error(`no operation ${operation}`);
    return (await run(input, caller)) as T;
  }
  return { ctx, events, invoked, sent, refused, call };
}

export const FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:EIP-Failover-DC1";
export const QUEUE = "arn:aws:sqs:us-east-1:111122223333:dead";
