import type { Context } from "aws-lambda";
import { vi } from "vitest";
import { createMover, type MoverResult } from "../../src/lambda/mover.ts";
import { ALLOCATION, PRIMARY, STANDBY } from "../aws/fake-ec2.ts";

export const environment = {
  ALLOCATION_ID: ALLOCATION,
  PRIMARY_INSTANCE_ID: PRIMARY,
  STANDBY_INSTANCE_ID: STANDBY,
  PRIMARY_NAME: "DC1-SP1",
  STANDBY_NAME: "DC1-SP2",
  FAILBACK_POLICY: "on-running",
  MAX_MOVES: "4",
  MOVE_WINDOW_SECONDS: "600",
};

export interface LogEntry {
  level: string;
  message: string;
  [field: string]: unknown;
}

export interface Invocation {
  result: MoverResult | undefined;
  error: Error | undefined;
  logs: LogEntry[];
}

/** As Lambda gives them to a function, besides the settings that the template names. */
export function runtimeEnvironment(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "AKIDTEST",
    AWS_SECRET_ACCESS_KEY: "not-a-secret",
    AWS_SESSION_TOKEN: "not-a-token",
  };
}

export function stateChange(instanceId: string, state: string) {
  return {
    id: "7c1f9a3e-0000-4000-8000-000000000001",
    "detail-type": "EC2 Instance State-change Notification",
    source: "aws.ec2",
    detail: { "instance-id": instanceId, state },
  };
}

/** Invokes a function of its own, cold, and reads what it logged. */
export async function invoke(
  intent: "failover" | "failback",
  event: unknown,
  { settings = {}, remainingMs = 30_000 }: { settings?: Record<string, string>; remainingMs?: number } = {},
): Promise<Invocation> {
  const written: string[] = [];
  const capture = (chunk: unknown) => written.push(String(chunk)) > 0;
  const spies = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, "write").mockImplementation(capture));
  const invocation: Invocation = { result: undefined, error: undefined, logs: [] };
  try {
    const handler = createMover(intent, { ...environment, ...settings });
    invocation.result = await handler(event, context(remainingMs));
  } catch (error) {
    invocation.error = error as Error;
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  invocation.logs = written
    .join("")
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as LogEntry);
  return invocation;
}

function context(remainingMs: number): Context {
  const deadline = Date.now() + remainingMs;
  return {
    awsRequestId: "00000000-0000-4000-8000-000000000002",
    functionName: "EIP-Failover-DC1",
    functionVersion: "$LATEST",
    invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:EIP-Failover-DC1",
    memoryLimitInMB: "512",
    logGroupName: "/aws/lambda/EIP-Failover-DC1",
    logStreamName: "2026/01/01/[$LATEST]0",
    callbackWaitsForEmptyEventLoop: true,
    // With a fraction: nothing promises whole milliseconds.
    getRemainingTimeInMillis: () => deadline - Date.now() + 0.5,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}
