import { PolicyStatement } from "aws-cdk-lib/aws-iam";

/**
 * Systems Manager's Session Manager: the way in that needs no open port. Not the managed policy AmazonSSMManagedInstanceCore, which
 * would let a hub read every parameter of the account. These actions know no resources.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html
 */
export function mayBeLoggedInTo(): PolicyStatement {
  return new PolicyStatement({
    sid: "SessionManager",
    actions: [
      "ssm:UpdateInstanceInformation",
      "ssmmessages:CreateControlChannel",
      "ssmmessages:CreateDataChannel",
      "ssmmessages:OpenControlChannel",
      "ssmmessages:OpenDataChannel",
    ],
    resources: ["*"],
  });
}
