import type { GetCallerIdentityResponse } from "@aws-sdk/client-sts";
import type { Caller, CloudContext } from "../../core/types.ts";
import type { Sessions } from "../iam/index.ts";

/** There are no users here but the account's root. */
export const getCallerIdentity =
  (ctx: CloudContext, sessions: Sessions) =>
  (_input: unknown, caller: Caller): GetCallerIdentityResponse => {
    const session = sessions.byAccessKey(caller.accessKeyId ?? "");
    return { Account: ctx.accountId, Arn: caller.arn, UserId: session?.userId ?? ctx.accountId };
  };
