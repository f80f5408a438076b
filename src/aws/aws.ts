import {
  AssociateAddressCommand,
  CreateTagsCommand,
  EC2Client,
  StartInstancesCommand,
  StopInstancesCommand,
} from "@aws-sdk/client-ec2";
import { readAddress, readHubs, readState } from "./read.ts";
import { MAINTENANCE_TAG, MOVES_TAG, movesTag } from "./tags.ts";
import type { Aws, AwsOptions } from "./types.ts";
import { waitUntil } from "./wait.ts";

/**
 * The SDK retries throttling, 5xx, timeouts and connection errors request by request with exponential backoff and full jitter, so that
 * a step that succeeded is not repeated because the next one failed; a retry loop around it would only multiply its attempts.
 */
const MAX_ATTEMPTS = 6;

/** EC2's control plane answers in well under a second; a request that hangs is worth another connection. */
const TIMEOUTS = { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true };

/** Opens EC2. Nothing is sent before the first call. */
export function createAws(options: AwsOptions = {}): Aws {
  const client = new EC2Client({
    ...options,
    retryMode: "standard",
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: TIMEOUTS,
  });
  return operations(client, undefined);
}

function operations(client: EC2Client, signal: AbortSignal | undefined): Aws {
  const call = { client, http: { abortSignal: signal } };
  const aws: Aws = {
    within: (limit) => operations(client, limit),
    readAddress: (allocationId) => readAddress(call, allocationId),
    readHubs: (instanceIds) => readHubs(call, instanceIds),
    readState: (wan) => readState(call, wan),
    async associate(allocationId, instanceId) {
      // One step: an address that is disassociated first has no holder for a moment, or for ever if the second step fails.
      const command = new AssociateAddressCommand({
        AllocationId: allocationId,
        InstanceId: instanceId,
        AllowReassociation: true,
      });
      return (await client.send(command, call.http)).AssociationId;
    },
    recordMoves: (allocationId, moves) => tag(allocationId, MOVES_TAG, movesTag(moves)),
    setMaintenance: (instanceId, on) => tag(instanceId, MAINTENANCE_TAG, String(on)),
    async startInstance(instanceId) {
      await client.send(new StartInstancesCommand({ InstanceIds: [instanceId] }), call.http);
    },
    async stopInstance(instanceId, { force = false } = {}) {
      await client.send(new StopInstancesCommand({ InstanceIds: [instanceId], Force: force }), call.http);
    },
    waitForState: (instanceId, state, wait) =>
      waitUntil({ ...wait, readings: 1 }, async () => (await aws.readHubs([instanceId]))[0]?.state === state),
    waitForHolder: (allocationId, instanceId, wait) =>
      waitUntil({ ...wait, readings: 2 }, async () => (await aws.readAddress(allocationId)).holder === instanceId),
  };
  async function tag(resource: string, key: string, value: string): Promise<void> {
    await client.send(new CreateTagsCommand({ Resources: [resource], Tags: [{ Key: key, Value: value }] }), call.http);
  }
  return aws;
}
