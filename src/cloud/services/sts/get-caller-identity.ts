import type { GetCallerIdentityResponse } from "@aws-sdk/client-sts";
import type { Caller, CloudContext } from "../../core/types.ts";
import type { Sessions } from "../iam/index.ts";

/** Whoever signs with a key that LocalCloud did not issue is the account's root: there are no users here. */
export const getCallerIdentity =
  (ctx: CloudContext, sessions: Sessions) =>
  (_input: unknown, caller: Caller): GetCallerIdentityResponse => {
    const session = sessions.byAccessKey(caller.accessKeyId ?? "");
    return { Account: ctx.accountId, Arn: caller.arn, UserId: session?.userId ?? ctx.accountId };
  };
