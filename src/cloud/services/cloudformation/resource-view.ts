import type {
  DescribeStackResourceInput,
  DescribeStackResourceOutput,
  DescribeStackResourcesInput,
  DescribeStackResourcesOutput,
  ListStackResourcesInput,
  ListStackResourcesOutput,
} from "@aws-sdk/client-cloudformation";
import { page } from "../shared/page.ts";
import { invalid, requireStack } from "./lookup.ts";
import type { CloudFormationState, Stack, StackResource } from "./stack.ts";

const PAGE = 100;

const common = ({ logicalId, physicalId, type, status, reason }: StackResource) => ({
  LogicalResourceId: logicalId,
  ...(physicalId && { PhysicalResourceId: physicalId }),
  ResourceType: type,
  ResourceStatus: status,
  ResourceStatusReason: reason,
  DriftInformation: { StackResourceDriftStatus: "NOT_CHECKED" as const },
});

const owner = ({ stackId, stackName }: Stack) => ({ StackId: stackId, StackName: stackName });

function requireResource({ stackName, resources }: Stack, logicalId: string): StackResource {
  const found = resources.get(logicalId);
  if (found) return found;
  throw invalid(`Resource ${logicalId} does not exist for stack ${stackName}`);
}

export function describeStackResource(
  state: CloudFormationState,
  input: DescribeStackResourceInput,
): DescribeStackResourceOutput {
  const stack = requireStack(state, input.StackName);
  const resource = requireResource(stack, input.LogicalResourceId as string);
  const { changed, declaration } = resource;
  const metadata = declaration.Metadata === undefined ? {} : { Metadata: JSON.stringify(declaration.Metadata) };
  return { StackResourceDetail: { ...owner(stack), ...common(resource), LastUpdatedTimestamp: changed, ...metadata } };
}

/** Of one stack, or of the one that a physical ID belongs to. */
export function describeStackResources(
  state: CloudFormationState,
  input: DescribeStackResourcesInput,
): DescribeStackResourcesOutput {
  const { StackName, LogicalResourceId: logicalId, PhysicalResourceId: physicalId } = input;
  const stack = StackName ? requireStack(state, StackName) : withResource(state, physicalId);
  const all = logicalId ? [requireResource(stack, logicalId)] : [...stack.resources.values()];
  return {
    StackResources: all.map((resource) => ({ ...owner(stack), ...common(resource), Timestamp: resource.changed })),
  };
}

function withResource({ stacks }: CloudFormationState, physicalId: string | undefined): Stack {
  for (const stack of stacks.values()) {
    if (stack.deleted) continue;
    for (const resource of stack.resources.values()) if (resource.physicalId === physicalId) return stack;
  }
  throw invalid(`Stack for ${physicalId} does not exist`);
}

export function listStackResources(
  state: CloudFormationState,
  input: ListStackResourcesInput,
): ListStackResourcesOutput {
  const { resources } = requireStack(state, input.StackName);
  const badToken = () => invalid("Invalid NextToken");
  const { items, nextToken } = page([...resources.values()], input.NextToken, PAGE, badToken);
  return {
    StackResourceSummaries: items.map((resource) => ({ ...common(resource), LastUpdatedTimestamp: resource.changed })),
    NextToken: nextToken,
  };
}
