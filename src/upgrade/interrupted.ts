import type { StackChange } from "../aws/index.ts";

/** What carries packets. Everything else can change while they flow. */
const CARRIERS = ["AWS::EC2::Instance", "AWS::EC2::EIP", "AWS::EC2::EIPAssociation"];

/**
 * What a running instance takes without a stop: "Update requires: No interruption" in
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-instance.html
 */
const HARMLESS = [
  ...["Tags", "IamInstanceProfile", "Monitoring", "SecurityGroupIds", "SourceDestCheck"],
  ...["Metadata", "DeletionPolicy", "UpdateReplacePolicy"],
];

function interrupts({ action, type, replaces, what }: StackChange): boolean {
  if (!CARRIERS.includes(type) || action === "add") return false;
  return action !== "modify" || replaces !== "no" || what.some((name) => !HARMLESS.includes(name));
}

/** The resources whose change would take the hubs from the sites. CloudFormation changes both hubs at once. */
export function interrupted(changes: readonly StackChange[]): string[] {
  return changes.filter(interrupts).map(({ logicalId }) => logicalId);
}
