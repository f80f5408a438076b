import type {
  DescribeStackEventsInput,
  DescribeStackEventsOutput,
  DescribeStacksInput,
  DescribeStacksOutput,
  ListStacksInput,
  ListStacksOutput,
  Parameter,
  Stack as ShownStack,
} from "@aws-sdk/client-cloudformation";
import type { ParameterValue } from "../../template/parameters.ts";
import { page } from "../shared/page.ts";
import { toTagList } from "../shared/tags.ts";
import type { StackEvent } from "./events.ts";
import { invalid, requireStack } from "./lookup.ts";
import type { CloudFormationState, Stack } from "./stack.ts";

const PAGE = 100;
const badToken = () => invalid("Invalid NextToken");

export function shownParameters(parameters: ReadonlyMap<string, ParameterValue>): Parameter[] {
  return [...parameters].map(([name, { given, stored, secret }]) => ({
    ParameterKey: name,
    ParameterValue: secret ? "****" : given,
    ...(stored !== undefined && { ResolvedValue: stored }),
  }));
}

function shown(stack: Stack): ShownStack {
  const { source } = stack;
  return {
    StackId: stack.stackId,
    StackName: stack.stackName,
    ChangeSetId: stack.changeSetId,
    Description: source?.template.Description,
    Parameters: shownParameters(stack.parameters),
    CreationTime: stack.created,
    LastUpdatedTime: stack.updated,
    DeletionTime: stack.deleted,
    RollbackConfiguration: {},
    StackStatus: stack.status,
    StackStatusReason: stack.reason,
    DisableRollback: stack.rollbackDisabled,
    NotificationARNs: [...(source?.notificationArns ?? [])],
    Capabilities: [...(source?.capabilities ?? [])],
    Outputs: stack.outputs.map(({ name, value, description, exportName }) => ({
      OutputKey: name,
      OutputValue: value,
      Description: description,
      ExportName: exportName,
    })),
    RoleARN: source?.roleArn,
    Tags: toTagList(source?.tags ?? {}),
    EnableTerminationProtection: stack.terminationProtection,
    DriftInformation: { StackDriftStatus: "NOT_CHECKED" },
  };
}

/** Newest first. Deleted ones are not among all. */
const newestFirst = ({ stacks }: CloudFormationState): Stack[] => [...stacks.values()].reverse();

export function describeStacks(state: CloudFormationState, input: DescribeStacksInput): DescribeStacksOutput {
  if (input.StackName) return { Stacks: [shown(requireStack(state, input.StackName))] };
  const all = newestFirst(state).filter(({ status }) => status !== "DELETE_COMPLETE");
  const { items, nextToken } = page(all, input.NextToken, PAGE, badToken);
  return { Stacks: items.map(shown), NextToken: nextToken };
}

export function listStacks(state: CloudFormationState, input: ListStacksInput): ListStacksOutput {
  const { StackStatusFilter: wanted } = input;
  const all = newestFirst(state).filter(({ status }) => !wanted?.length || wanted.includes(status));
  const { items, nextToken } = page(all, input.NextToken, PAGE, badToken);
  return {
    StackSummaries: items.map((stack) => ({
      StackId: stack.stackId,
      StackName: stack.stackName,
      TemplateDescription: stack.source?.template.Description,
      CreationTime: stack.created,
      LastUpdatedTime: stack.updated,
      DeletionTime: stack.deleted,
      StackStatus: stack.status,
      StackStatusReason: stack.reason,
      DriftInformation: { StackDriftStatus: "NOT_CHECKED" },
    })),
    NextToken: nextToken,
  };
}

export function describeStackEvents(
  state: CloudFormationState,
  input: DescribeStackEventsInput,
): DescribeStackEventsOutput {
  const stack = requireStack(state, input.StackName);
  const { items, nextToken } = page([...stack.events].reverse(), input.NextToken, PAGE, badToken);
  return { StackEvents: items.map((event) => shownEvent(stack, event)), NextToken: nextToken };
}

const shownEvent = ({ stackId, stackName }: Stack, event: StackEvent) => ({
  StackId: stackId,
  StackName: stackName,
  EventId: event.eventId,
  LogicalResourceId: event.logicalId,
  PhysicalResourceId: event.physicalId,
  ResourceType: event.type,
  Timestamp: event.at,
  ResourceStatus: event.status as "CREATE_COMPLETE",
  ResourceStatusReason: event.reason,
  ...(event.properties && { ResourceProperties: JSON.stringify(event.properties) }),
  ClientRequestToken: event.token,
});
