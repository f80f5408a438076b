import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from "@aws-sdk/client-cloudformation";
import { vi } from "vitest";
import type { TestCloud } from "../local.ts";

/** CloudFormation through its own client, with what tests ask again and again. */
export function stacksOf(cloud: TestCloud) {
  const client = new CloudFormationClient(cloud.config);
  async function describe(StackName: string) {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    return Stacks[0];
  }
  return {
    client,
    describe,
    /** Resolves with the stack as soon as no operation on it is under way. */
    async settled(StackName: string) {
      await vi.waitUntil(async () => !(await describe(StackName))?.StackStatus?.endsWith("_IN_PROGRESS"), {
        interval: 5,
        timeout: 10_000,
      });
      const stack = await describe(StackName);
      return {
        status: stack?.StackStatus,
        reason: stack?.StackStatusReason,
        id: stack?.StackId ?? "",
        outputs: stack?.Outputs,
      };
    },
    /** `LogicalId STATUS`, oldest first. */
    async events(StackName: string): Promise<string[]> {
      const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }));
      return StackEvents.reverse().map(
        ({ LogicalResourceId, ResourceStatus }) => `${LogicalResourceId} ${ResourceStatus}`,
      );
    },
    /** Logical ID to physical ID. */
    async resources(StackName: string): Promise<Record<string, string | undefined>> {
      const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName }));
      return Object.fromEntries(StackResources.map((one) => [one.LogicalResourceId, one.PhysicalResourceId]));
    },
  };
}

/** A parameter of Systems Manager: the smallest thing that a template can make. */
export const parameter = (Name: string, Value: unknown, more: object = {}) => ({
  Type: "AWS::SSM::Parameter",
  Properties: { Type: "String", Name, Value },
  ...more,
});

export const template = (Resources: object, more: object = {}) => JSON.stringify({ ...more, Resources });
