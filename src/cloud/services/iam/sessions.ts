import { randomBytes } from "node:crypto";
import { iamId } from "../../core/ids.ts";
import type { CloudContext } from "../../core/types.ts";
import type { PolicyDocument } from "./policy/index.ts";
import type { IamState, Role, Session } from "./store.ts";

export interface SessionLimits {
  /** Epoch ms. */
  expires?: number;
  policies?: readonly PolicyDocument[];
}

/** Temporary credentials, and whom they stand for. */
export interface Sessions {
  open(role: Role, sessionName: string, limits?: SessionLimits): Session;
  byAccessKey(accessKeyId: string): Session | undefined;
  roleByArn(arn: string): Role | undefined;
}

export function createSessions(ctx: CloudContext, state: IamState): Sessions {
  return {
    open(role, sessionName, { expires, policies } = {}) {
      const session: Session = {
        roleArn: role.arn,
        arn: `arn:aws:sts::${ctx.accountId}:assumed-role/${role.roleName}/${sessionName}`,
        userId: `${role.roleId}:${sessionName}`,
        sessionName,
        credentials: {
          accessKeyId: iamId("ASIA"),
          secretAccessKey: randomBytes(30).toString("base64"),
          sessionToken: randomBytes(96).toString("base64"),
        },
        expires,
        sessionPolicies: policies,
      };
      state.sessions.set(session.credentials.accessKeyId, session);
      return session;
    },
    byAccessKey: (accessKeyId) => state.sessions.get(accessKeyId),
    roleByArn(arn) {
      for (const role of state.roles.values()) if (role.arn === arn) return role;
      return undefined;
    },
  };
}
