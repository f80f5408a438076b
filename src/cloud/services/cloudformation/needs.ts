import { type Access, type AccessTable, passRole } from "../../core/access.ts";
import type { CloudContext } from "../../core/types.ts";

interface Named {
  StackName?: string;
  ChangeSetName?: string;
  RoleARN?: string;
}

export const CLOUDFORMATION = "cloudformation.amazonaws.com";

const PASSING = ["CreateStack", "UpdateStack", "DeleteStack", "CreateChangeSet"];
const ON_STACKS = [
  ...["DescribeStacks", "DescribeStackEvents", "DescribeStackResource", "DescribeStackResources"],
  ...["ListStackResources", "GetTemplate", "GetTemplateSummary", "UpdateTerminationProtection"],
  ...["DescribeChangeSet", "ExecuteChangeSet", "DeleteChangeSet", "ListChangeSets"],
];

/**
 * Whoever gives CloudFormation a role must be allowed to pass it. What a stack's resources need is that role's affair.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
 */
export function cloudFormationNeeds({ region, accountId }: CloudContext): AccessTable {
  const stackArn = ({ StackName = "*" }: Named) =>
    StackName.startsWith("arn:") ? StackName : `arn:aws:cloudformation:${region}:${accountId}:stack/${StackName}/*`;
  const access = (name: string, input: Named): Access[] => [
    { action: `cloudformation:${name}`, resource: stackArn(input) },
  ];
  const passing = ({ RoleARN }: Named): Access[] => (RoleARN ? [passRole(RoleARN, CLOUDFORMATION)] : []);
  return Object.fromEntries<AccessTable[string]>([
    ...ON_STACKS.map((name) => [name, (input: Named) => access(name, input)] as const),
    ...PASSING.map((name) => [name, (input: Named) => [...access(name, input), ...passing(input)]] as const),
  ]);
}
