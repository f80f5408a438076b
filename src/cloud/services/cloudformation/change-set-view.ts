import type {
  Change,
  DescribeChangeSetInput,
  DescribeChangeSetOutput,
  ListChangeSetsInput,
  ListChangeSetsOutput,
  ResourceChangeDetail,
} from "@aws-sdk/client-cloudformation";
import { toTagList } from "../shared/tags.ts";
import type { ChangeSet } from "./change-set.ts";
import { requireChangeSet } from "./change-set-operations.ts";
import type { PropertyChange, ResourceChange } from "./changes.ts";
import { requireStack } from "./lookup.ts";
import type { CloudFormationState } from "./stack.ts";
import { shownParameters } from "./stack-view.ts";

export function describeChangeSet(state: CloudFormationState, input: DescribeChangeSetInput): DescribeChangeSetOutput {
  const changeSet = requireChangeSet(state, input);
  const { source } = changeSet;
  return {
    ...summary(changeSet),
    Parameters: shownParameters(changeSet.parameters),
    NotificationARNs: [...source.notificationArns],
    RollbackConfiguration: {},
    Capabilities: [...source.capabilities],
    Tags: toTagList(source.tags),
    Changes: changeSet.changes.map((change) => shown(change, input.IncludePropertyValues ?? false)),
  };
}

export function listChangeSets(state: CloudFormationState, input: ListChangeSetsInput): ListChangeSetsOutput {
  return { Summaries: [...requireStack(state, input.StackName).changeSets.values()].map(summary) };
}

const summary = (changeSet: ChangeSet) => ({
  ChangeSetName: changeSet.name,
  ChangeSetId: changeSet.id,
  StackId: changeSet.stack.stackId,
  StackName: changeSet.stack.stackName,
  Description: changeSet.description,
  CreationTime: changeSet.created,
  Status: changeSet.status,
  StatusReason: changeSet.reason,
  ExecutionStatus: changeSet.execution,
  IncludeNestedStacks: false,
});

function shown(change: ResourceChange, withValues: boolean): Change {
  const { action, logicalId, physicalId, type, replaces, properties, others } = change;
  return {
    Type: "Resource",
    ResourceChange: {
      Action: action,
      LogicalResourceId: logicalId,
      ...(physicalId && { PhysicalResourceId: physicalId }),
      ResourceType: type,
      ...(action === "Modify" && { Replacement: replaces ? "True" : "False" }),
      Scope: [...(properties.length > 0 ? ["Properties" as const] : []), ...others],
      Details: properties.map((property) => detail(property, withValues)),
      ...(withValues && action === "Modify" && contexts(properties)),
    },
  };
}

const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

function detail({ name, before, after, recreates }: PropertyChange, withValues: boolean): ResourceChangeDetail {
  const attributeChangeType = before === undefined ? "Add" : after === undefined ? "Remove" : "Modify";
  return {
    Target: {
      Attribute: "Properties",
      Name: name,
      RequiresRecreation: recreates ? "Always" : "Never",
      Path: `/Properties/${name}`,
      AttributeChangeType: attributeChangeType,
      ...(withValues && { BeforeValue: text(before), AfterValue: text(after) }),
    },
    Evaluation: "Static",
    ChangeSource: "DirectModification",
  };
}

/** The changed properties as one text before, and one after. */
function contexts(properties: readonly PropertyChange[]) {
  const side = (value: (property: PropertyChange) => unknown) =>
    JSON.stringify({ Properties: Object.fromEntries(properties.map((property) => [property.name, value(property)])) });
  return { BeforeContext: side(({ before }) => before), AfterContext: side(({ after }) => after) };
}
