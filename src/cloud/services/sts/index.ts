import type { CloudContext, Service } from "../../core/types.ts";
import type { IamService } from "../iam/index.ts";
import { assumeRole } from "./assume-role.ts";
import { getCallerIdentity } from "./get-caller-identity.ts";

/** AWS Security Token Service: who am I, and act as that role. */
export function createSts(ctx: CloudContext, iam: IamService): Service {
  return {
    signingName: "sts",
    operations: { AssumeRole: assumeRole(ctx, iam), GetCallerIdentity: getCallerIdentity(ctx, iam.sessions) },
    // Everyone may know who they are; a role is asked itself who may assume it.
    needs: { GetCallerIdentity: () => [], AssumeRole: () => [] },
  };
}
