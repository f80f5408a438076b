import type { AssumeRoleRequest, AssumeRoleResponse } from "@aws-sdk/client-sts";
import { AwsError } from "../../core/error.ts";
import type { Caller, CloudContext } from "../../core/types.ts";
import type { Sessions } from "../iam/index.ts";
import { constrain } from "../shared/constraint.ts";

const DEFAULT_SECONDS = 3600;

/** The trust policy is not evaluated: every caller may assume every role that exists. */
export const assumeRole =
  (ctx: CloudContext, sessions: Sessions) =>
  (input: AssumeRoleRequest, caller: Caller): AssumeRoleResponse => {
    constrain(
      input,
      {
        RoleArn: { minLength: 20, maxLength: 2048 },
        RoleSessionName: { minLength: 2, maxLength: 64, pattern: "[\\w+=,.@-]*" },
        DurationSeconds: { min: 900, max: 43_200 },
      },
      "ValidationError",
    );
    const role = sessions.roleByArn(input.RoleArn ?? "");
    if (!role) {
      const text = `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${input.RoleArn}`;
      throw new AwsError("AccessDenied", text, 403);
    }
    const { credentials, arn, userId } = sessions.open(role, input.RoleSessionName ?? "");
    const expires = ctx.now() + (input.DurationSeconds ?? DEFAULT_SECONDS) * 1000;
    return {
      Credentials: {
        AccessKeyId: credentials.accessKeyId,
        SecretAccessKey: credentials.secretAccessKey,
        SessionToken: credentials.sessionToken,
        Expiration: new Date(Math.trunc(expires / 1000) * 1000),
      },
      AssumedRoleUser: { Arn: arn, AssumedRoleId: userId },
    };
  };
