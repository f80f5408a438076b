import { AwsError } from "../../core/error.ts";
import type { CloudContext } from "../../core/types.ts";
import { type Principal, rootPrincipal, sessionPrincipal } from "./principal.ts";
import type { Sessions } from "./sessions.ts";
import type { IamState, Session } from "./store.ts";
import { trustsService } from "./trust.ts";

/** Who is behind an access key, a session, or a service that acts as a role. */
export interface Identities {
  root: Principal;
  /** The root user where no session has the key. */
  byKey(accessKeyId: string): Principal;
  of(session: Session): Principal;
  /** The session in which a service acts as a role; always the same for the same name. Throws AwsError when the role does not trust it. */
  serviceSession(roleArn: string, sessionName: string, service: string): Session;
}

export function createIdentities(ctx: CloudContext, state: IamState, sessions: Sessions): Identities {
  const root = rootPrincipal(ctx);
  const issued = new Map<string, Session>();

  /** A role that was deleted takes its sessions' permissions with it. */
  function of(session: Session): Principal {
    const role = sessions.roleByArn(session.roleArn);
    if (role) return sessionPrincipal(ctx, state, session, role);
    return { arn: session.arn, names: [session.arn], permissions: { identity: [], limits: [] }, keys: {} };
  }

  return {
    root,
    of,
    byKey(accessKeyId) {
      const session = sessions.byAccessKey(accessKeyId);
      return session ? of(session) : root;
    },
    serviceSession(roleArn, sessionName, service) {
      const role = sessions.roleByArn(roleArn);
      if (!role) throw new AwsError("NoSuchEntity", `The role with ARN ${roleArn} cannot be found.`, 404);
      if (!trustsService(ctx, role, service)) {
        const text = `${service} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
        throw new AwsError("AccessDenied", text, 403);
      }
      const key = `${roleArn}/${sessionName}`;
      const session = issued.get(key) ?? sessions.open(role, sessionName);
      issued.set(key, session);
      return session;
    },
  };
}
