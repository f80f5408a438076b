import type { PolicyDocument } from "./policy/index.ts";

/** A managed policy that AWS keeps, as far as the services of LocalCloud need it. */
export interface AwsManagedPolicy {
  arn: string;
  name: string;
  path: string;
  document: PolicyDocument;
}

const allow = (actions: readonly string[]): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }],
});

/** What the SSM agent on a machine does. */
const MANAGED_INSTANCE = [
  ...["DescribeAssociation", "GetDeployablePatchSnapshotForInstance", "GetDocument", "DescribeDocument"],
  ...["GetManifest", "GetParameter", "GetParameters", "ListAssociations", "ListInstanceAssociations", "PutInventory"],
  ...["PutComplianceItems", "PutConfigurePackageResult", "UpdateAssociationStatus"],
  ...["UpdateInstanceAssociationStatus", "UpdateInstanceInformation"],
].map((action) => `ssm:${action}`);

const MESSAGES = ["ssmmessages:*ControlChannel", "ssmmessages:*DataChannel", "ec2messages:*"];

/** ReadOnlyAccess for the services that are here; AWS's own lists thousands of actions. */
const READ_ONLY = ["cloudformation", "cloudwatch", "ec2", "events", "iam", "lambda", "logs", "s3", "sns", "sqs", "ssm"];

/** https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html */
const policies: Readonly<Record<string, PolicyDocument>> = {
  AdministratorAccess: allow(["*"]),
  AmazonSSMManagedInstanceCore: allow([...MANAGED_INSTANCE, ...MESSAGES]),
  ReadOnlyAccess: allow(
    READ_ONLY.flatMap((service) => ["Describe*", "Get*", "List*"].map((verb) => `${service}:${verb}`)),
  ),
  "service-role/AWSLambdaBasicExecutionRole": allow([
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
  ]),
};

const PREFIX = "arn:aws:iam::aws:policy/";

/** By ARN; undefined for one that LocalCloud does not have, which allows nothing. */
export function awsManagedPolicy(arn: string): AwsManagedPolicy | undefined {
  const name = arn.slice(PREFIX.length);
  const document = arn.startsWith(PREFIX) && Object.hasOwn(policies, name) && policies[name];
  if (!document) return undefined;
  const slash = name.lastIndexOf("/") + 1;
  return { arn, name: name.slice(slash), path: `/${name.slice(0, slash)}`, document };
}
