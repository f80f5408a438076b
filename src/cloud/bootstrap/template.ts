// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Fn::Sub's own placeholders
/** What `cdk bootstrap` names its things by, unless it is told otherwise. */
const QUALIFIER = "hnb659fds";
/** Of the things that `cdk bootstrap` makes; the CDK looks at it before it deploys. */
const VERSION = "33";
const VERSION_PARAMETER = `/cdk-bootstrap/${QUALIFIER}/version`;

export const TOOLKIT_STACK = "CDKToolkit";

const sub = (text: string) => ({ "Fn::Sub": text });
const attribute = (id: string, name: string) => ({ "Fn::GetAtt": [id, name] });
const ACCOUNT_AND_REGION = "${AWS::AccountId}-${AWS::Region}";

const allow = (actions: readonly string[], resource: unknown) => ({
  Effect: "Allow",
  Action: actions,
  Resource: resource,
});
const document = (...statements: object[]) => ({ Version: "2012-10-17", Statement: statements });
const assumedBy = (principal: object) => document({ Effect: "Allow", Action: "sts:AssumeRole", Principal: principal });

/** Anybody in the account whom IAM lets assume it. */
const account = { AWS: sub("arn:aws:iam::${AWS::AccountId}:root") };

function role(name: string, trust: object, statements: object[], managed: string[] = []) {
  return {
    Type: "AWS::IAM::Role",
    Properties: {
      RoleName: sub(`cdk-${QUALIFIER}-${name}-${ACCOUNT_AND_REGION}`),
      AssumeRolePolicyDocument: trust,
      ...(managed.length > 0 && { ManagedPolicyArns: managed }),
      ...(statements.length > 0 && { Policies: [{ PolicyName: "default", PolicyDocument: document(...statements) }] }),
    },
  };
}

const stagingBucket = [attribute("StagingBucket", "Arn"), sub("${StagingBucket.Arn}/*")];

const publishing = role("file-publishing-role", assumedBy(account), [
  allow(
    [
      "s3:GetObject*",
      "s3:GetBucket*",
      "s3:GetEncryptionConfiguration",
      "s3:List*",
      "s3:DeleteObject*",
      "s3:PutObject*",
    ],
    stagingBucket,
  ),
]);

const deploying = role("deploy-role", assumedBy(account), [
  allow(
    ["CreateChangeSet", "DeleteChangeSet", "ExecuteChangeSet", "CreateStack", "UpdateStack", "RollbackStack"]
      .concat(["ContinueUpdateRollback", "Describe*", "Get*", "List*", "DeleteStack", "UpdateTerminationProtection"])
      .map((operation) => `cloudformation:${operation}`),
    "*",
  ),
  allow(["iam:PassRole"], attribute("CloudFormationExecutionRole", "Arn")),
  allow(["sts:GetCallerIdentity"], "*"),
  allow(["s3:GetObject*", "s3:GetBucket*", "s3:List*"], stagingBucket),
  allow(
    ["ssm:GetParameter", "ssm:GetParameters"],
    sub(`arn:aws:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter${VERSION_PARAMETER}`),
  ),
]);

/**
 * What an account has after `cdk bootstrap`, as far as LocalCloud has the services for it: the bucket for assets, the roles that the
 * CDK acts as, and the version. https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html
 */
export const bootstrapTemplate = {
  Description: "The bucket and the roles that the CDK deploys with",
  Resources: {
    StagingBucket: {
      Type: "AWS::S3::Bucket",
      Properties: { BucketName: sub(`cdk-${QUALIFIER}-assets-${ACCOUNT_AND_REGION}`) },
    },
    FilePublishingRole: publishing,
    LookupRole: role(
      "lookup-role",
      assumedBy(account),
      [{ Effect: "Deny", Action: ["kms:Decrypt"], Resource: "*" }],
      ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
    ),
    DeploymentActionRole: deploying,
    CloudFormationExecutionRole: role(
      "cfn-exec-role",
      assumedBy({ Service: "cloudformation.amazonaws.com" }),
      [],
      ["arn:aws:iam::aws:policy/AdministratorAccess"],
    ),
    CdkBootstrapVersion: {
      Type: "AWS::SSM::Parameter",
      Properties: { Type: "String", Name: VERSION_PARAMETER, Value: VERSION },
    },
  },
  Outputs: {
    BucketName: { Value: { Ref: "StagingBucket" } },
    BucketDomainName: { Value: attribute("StagingBucket", "RegionalDomainName") },
    BootstrapVersion: { Value: VERSION },
  },
};
