import { Validations } from "aws-cdk-lib";
import type { IConstruct } from "constructs";
import type { WanStack } from "./wan-stack.ts";

interface Exception {
  at: readonly IConstruct[];
  /** Of the AWS Solutions rules: https://github.com/cdklabs/cdk-nag/blob/main/RULES.md#awssolutions */
  rule: string;
  reason: string;
}

const ANY_INTERFACE =
  "IAM5[Resource::arn:<AWS::Partition>:ec2:<AWS::Region>:<AWS::AccountId>:network-interface/*]" as const;

function exceptions({ network, hubs, automation }: WanStack): Exception[] {
  const roles = [hubs.role, automation.failover, automation.failback];
  return [
    {
      at: [network.vpc],
      rule: "VPC7",
      reason:
        "All traffic is WireGuard's, of which a flow log would show the two ends; what a hub refuses it counts and logs itself",
    },
    {
      at: [network.securityGroup],
      rule: "EC23",
      reason: "Sites sit behind NAT at addresses that change; WireGuard answers nobody whose key it does not know",
    },
    {
      at: hubs.proofIngress ? [hubs.proofIngress] : [],
      rule: "EC23",
      reason: "It opens one port to one address, the Elastic IP; the rule cannot read an address that is not known yet",
    },
    {
      at: [hubs.primary, hubs.standby],
      rule: "EC28",
      reason: "The metric that matters here, the status checks, comes every minute without detailed monitoring",
    },
    {
      at: [hubs.primary, hubs.standby],
      rule: "EC29",
      reason: "The stack is protected; an instance with a protection of its own could not be replaced by an update",
    },
    {
      at: [automation.deadLetters],
      rule: "SQS3",
      reason: "It is a dead-letter queue, of the rules' targets and of the functions",
    },
    {
      at: roles,
      rule: ANY_INTERFACE,
      reason: "CloudFormation does not tell the ID of an instance's interface; a condition narrows it to this VPC",
    },
    {
      at: roles,
      rule: "IAM5[Resource::*]",
      reason: "EC2's Describe actions, PutMetricData and Session Manager's know no resources",
    },
  ];
}

/**
 * Says to the rules of AWS Solutions where this stack does otherwise, and why. Everything else that they find is a mistake. Only where
 * these rules are asked: the CDK would write into the assembly in which file of this machine each was said.
 */
export function acknowledgeExceptions(stack: WanStack): void {
  for (const { at, rule, reason } of exceptions(stack)) {
    for (const construct of at) Validations.of(construct).acknowledge({ id: `AwsSolutions-${rule}`, reason });
  }
}
