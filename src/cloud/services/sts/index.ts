import type { CloudContext, Service } from "../../core/types.ts";
import type { Sessions } from "../iam/index.ts";
import { assumeRole } from "./assume-role.ts";
import { getCallerIdentity } from "./get-caller-identity.ts";

/** AWS Security Token Service: who am I, and act as that role. */
export function createSts(ctx: CloudContext, sessions: Sessions): Service {
  return {
    signingName: "sts",
    operations: { AssumeRole: assumeRole(ctx, sessions), GetCallerIdentity: getCallerIdentity(ctx, sessions) },
  };
}
