import type { StackChange } from "../aws/index.ts";
import type { Session } from "./session.ts";
import { table } from "./table.ts";

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

const REPLACES = { yes: "replaced", perhaps: "may be replaced", no: "" };

/** One line for each resource that would change. */
export function changesTable(session: Session, changes: readonly StackChange[]): string {
  const rows = changes.map(({ action, logicalId, type, what, replaces }) => [
    action,
    logicalId,
    type,
    [what.join(", "), REPLACES[replaces]].filter(Boolean).join(": "),
  ]);
  return table(session, ["CHANGE", "RESOURCE", "TYPE", "WHAT"], rows);
}
