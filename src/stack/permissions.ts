import { Stack } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";

/** IDs of what an address moves between. */
export interface MovableResources {
  allocationId: string;
  instanceIds: readonly string[];
  vpcId: string;
}

/** What a hub agent puts on the event bus, and what the failback waits for. */
export const READINESS_EVENT = { source: "hubshift.hub", detailType: "Hub Readiness Change" } as const;

/** Namespace of all metrics that AWS does not publish by itself. */
export const METRIC_NAMESPACE = "hubshift";

/** The ARN of one of EC2's resources in the stack's account and region. */
function ec2Arn(scope: Construct, resource: string, resourceName: string): string {
  return Stack.of(scope).formatArn({ service: "ec2", resource, resourceName });
}

/**
 * Least privilege by resource: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html. Associating
 * an address is authorized against the address, the instance and the instance's network interface, whose ID CloudFormation does not
 * tell: it is narrowed to this VPC instead.
 */
export function mayMoveAddress(scope: Construct, { allocationId, instanceIds, vpcId }: MovableResources) {
  return [
    new PolicyStatement({
      sid: "MoveTheAddress",
      actions: ["ec2:AssociateAddress"],
      resources: [
        ec2Arn(scope, "elastic-ip", allocationId),
        ...instanceIds.map((instanceId) => ec2Arn(scope, "instance", instanceId)),
      ],
    }),
    new PolicyStatement({
      sid: "ThroughTheHubsInterfaces",
      actions: ["ec2:AssociateAddress"],
      resources: [ec2Arn(scope, "network-interface", "*")],
      conditions: { ArnEquals: { "ec2:Vpc": ec2Arn(scope, "vpc", vpcId) } },
    }),
  ];
}

export function mayRecordMoves(scope: Construct, { allocationId }: MovableResources): PolicyStatement {
  return new PolicyStatement({
    sid: "RecordTheMove",
    actions: ["ec2:CreateTags"],
    resources: [ec2Arn(scope, "elastic-ip", allocationId)],
  });
}

/** EC2's Describe actions know no resources. */
export function mayReadState(): PolicyStatement {
  return new PolicyStatement({
    sid: "ReadTheState",
    actions: ["ec2:DescribeAddresses", "ec2:DescribeInstances", "ec2:DescribeInstanceStatus"],
    resources: ["*"],
  });
}

/** Lambda sends the events that a function failed on with the function's role. */
export function maySendTo({ queueArn }: IQueue): PolicyStatement {
  return new PolicyStatement({ sid: "KeepFailedEvents", actions: ["sqs:SendMessage"], resources: [queueArn] });
}

/**
 * What the hub agent does in AWS. A hub writes two tags and no other: the WAN's name and an operator's maintenance are none of its
 * business.
 */
export function agentPermissions(scope: Construct, resources: MovableResources): PolicyStatement[] {
  const record = mayRecordMoves(scope, resources);
  record.addConditions(only({ "aws:TagKeys": "hubshift:moves" }));
  return [
    ...mayMoveAddress(scope, resources),
    record,
    new PolicyStatement({
      sid: "TellReadiness",
      actions: ["ec2:CreateTags"],
      resources: resources.instanceIds.map((instanceId) => ec2Arn(scope, "instance", instanceId)),
      conditions: only({ "aws:TagKeys": "hubshift:ready" }),
    }),
    mayReadState(),
    new PolicyStatement({
      sid: "AnnounceReadiness",
      actions: ["events:PutEvents"],
      resources: [Stack.of(scope).formatArn({ service: "events", resource: "event-bus", resourceName: "default" })],
      conditions: only({
        "events:source": READINESS_EVENT.source,
        "events:detail-type": READINESS_EVENT.detailType,
      }),
    }),
    // PutMetricData knows no resources; the namespace is the only bound.
    new PolicyStatement({
      sid: "PublishMetrics",
      actions: ["cloudwatch:PutMetricData"],
      resources: ["*"],
      conditions: { StringEquals: { "cloudwatch:namespace": METRIC_NAMESPACE } },
    }),
  ];
}

/**
 * Every value that a request has for each of the keys is the one given, and there is one: without the second condition a request that
 * lacks the key would pass.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
function only(values: Record<string, string>): Record<string, Record<string, string>> {
  return {
    "ForAllValues:StringEquals": values,
    Null: Object.fromEntries(Object.keys(values).map((key) => [key, "false"])),
  };
}
