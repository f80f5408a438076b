import type { AssumeRoleRequest, AssumeRoleResponse } from "@aws-sdk/client-sts";
import { AwsError } from "../../core/error.ts";
import type { Caller, CloudContext } from "../../core/types.ts";
import type { IamService, PolicyDocument, Role } from "../iam/index.ts";
import { constrain } from "../shared/constraint.ts";

const DEFAULT_SECONDS = 3600;

/** A role that does not exist is refused like one that may not be assumed. */
export const assumeRole =
  (ctx: CloudContext, iam: IamService) =>
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
    const role = iam.sessions.roleByArn(input.RoleArn ?? "");
    if (!role || !iam.mayAssume(caller.accessKeyId ?? "", role)) {
      const text = `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${input.RoleArn}`;
      throw new AwsError("AccessDenied", text, 403);
    }
    const expires = ctx.now() + secondsOf(input, role) * 1000;
    const policies = sessionPolicies(input);
    const { credentials, arn, userId } = iam.sessions.open(role, input.RoleSessionName ?? "", { expires, policies });
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

function secondsOf({ DurationSeconds: seconds = DEFAULT_SECONDS }: AssumeRoleRequest, role: Role): number {
  if (seconds <= role.maxSessionSeconds) return seconds;
  throw new AwsError(
    "ValidationError",
    "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
  );
}

/** What the session may do at most, beyond which its role's policies do not reach. */
function sessionPolicies({ Policy, PolicyArns }: AssumeRoleRequest): PolicyDocument[] | undefined {
  if (PolicyArns?.length) throw new AwsError("ValidationError", "LocalCloud takes session policies as documents only");
  if (Policy === undefined) return undefined;
  try {
    return [JSON.parse(Policy)];
  } catch {
    throw new AwsError("MalformedPolicyDocument", "This policy contains invalid Json");
  }
}
