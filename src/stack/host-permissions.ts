import { Stack } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Asset } from "aws-cdk-lib/aws-s3-assets";
import { type KeyParameters, keyParameters, type WanPlan } from "../plan/index.ts";

/** What a hub fetches on its first boot: its bundle, and nothing else of the bucket; its WAN's keys, and no other parameter. */
export function mayFetch(bundle: Asset, plan: WanPlan): PolicyStatement[] {
  const stack = Stack.of(bundle);
  const bucket = { service: "s3", region: "", account: "", resource: bundle.s3BucketName };
  return [
    new PolicyStatement({
      sid: "FetchTheBundle",
      actions: ["s3:GetObject"],
      resources: [stack.formatArn({ ...bucket, resourceName: bundle.s3ObjectKey })],
    }),
    // The key that encrypts them is the account's own for parameters, which whoever may read the parameter may use:
    // https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html
    new PolicyStatement({
      sid: "FetchTheKeys",
      actions: ["ssm:GetParameters"],
      resources: namesOf(keyParameters(plan)).map((name) =>
        stack.formatArn({ service: "ssm", resource: "parameter", resourceName: name.slice(1) }),
      ),
    }),
  ];
}

const namesOf = ({ hub, links }: KeyParameters): string[] => [hub, ...links.values()];

/**
 * Systems Manager's Session Manager, and its Run Command, whose agent has used the same channels since version 3.3.40.0: the way in that
 * needs no open port. Not the managed policy AmazonSSMManagedInstanceCore, which
 * would let a hub read every parameter of the account. These actions know no resources.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-setting-up-messageAPIs.html
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
