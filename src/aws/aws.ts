import {
  AssociateAddressCommand,
  CreateTagsCommand,
  type EC2Client,
  StartInstancesCommand,
  StopInstancesCommand,
} from "@aws-sdk/client-ec2";
import { createEc2 } from "./client.ts";
import { readAddress, readHubs, readState } from "./read.ts";
import { readinessTag } from "./readiness.ts";
import { MAINTENANCE_TAG, MOVES_TAG, movesTag, READY_TAG } from "./tags.ts";
import type { Aws, AwsOptions } from "./types.ts";
import { waitUntil } from "./wait.ts";

/** Opens EC2. Nothing is sent before the first call. */
export function createAws(options: AwsOptions = {}): Aws {
  return operations(createEc2(options), undefined);
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
    recordReadiness: (instanceId, report) => tag(instanceId, READY_TAG, readinessTag(report)),
    setMaintenance: (instanceId, on) => tag(instanceId, MAINTENANCE_TAG, on ? "on" : "off"),
    async startInstance(instanceId) {
      await client.send(new StartInstancesCommand({ InstanceIds: [instanceId] }), call.http);
    },
    async stopInstance(instanceId, { force = false } = {}) {
      await client.send(new StopInstancesCommand({ InstanceIds: [instanceId], Force: force }), call.http);
    },
    waitForState: (instanceId, state, wait) =>
      waitUntil({ ...wait, readings: 1 }, async () => (await aws.readHubs([instanceId]))[0]?.state === state),
    waitForReady: (instanceId, wait) =>
      waitUntil({ ...wait, readings: 1 }, async () => (await aws.readHubs([instanceId]))[0]?.ready === true),
    waitForHolder: (allocationId, instanceId, wait) =>
      waitUntil({ ...wait, readings: 2 }, async () => (await aws.readAddress(allocationId)).holder === instanceId),
  };
  async function tag(resource: string, key: string, value: string): Promise<void> {
    await client.send(new CreateTagsCommand({ Resources: [resource], Tags: [{ Key: key, Value: value }] }), call.http);
  }
  return aws;
}
