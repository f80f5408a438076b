import { AwsError } from "../../core/error.ts";
import type { CredentialPort, RoleCredentials } from "../../core/ports.ts";
import type { CloudContext, Service } from "../../core/types.ts";
import { instanceProfileResource, managedPolicyResource, policyResource } from "./policy-resources.ts";
import { roleResource } from "./role-resource.ts";
import { createSessions, type Sessions } from "./sessions.ts";
import { emptyIam } from "./store.ts";

export type { Sessions } from "./sessions.ts";

export interface IamService extends Service {
  sessions: Sessions;
  credentials: CredentialPort;
  /** Of the role in an instance profile, for one instance. */
  profileCredentials(profileArn: string, instanceId: string): RoleCredentials | undefined;
}

/** IAM: roles and policies as the template makes them. They are kept, not yet evaluated. */
export function createIam(ctx: CloudContext): IamService {
  const state = emptyIam();
  const sessions = createSessions(ctx, state);
  const issued = new Map<string, RoleCredentials>();
  function forRole(roleArn: string, sessionName: string): RoleCredentials {
    const key = `${roleArn}/${sessionName}`;
    const known = issued.get(key);
    if (known) return known;
    const role = sessions.roleByArn(roleArn);
    if (!role) throw new AwsError("NoSuchEntity", `The role with ARN ${roleArn} cannot be found.`, 404);
    const { credentials } = sessions.open(role, sessionName);
    issued.set(key, credentials);
    return credentials;
  }
  return {
    signingName: "iam",
    operations: {},
    resources: [
      roleResource(ctx, state),
      policyResource(state),
      managedPolicyResource(ctx, state),
      instanceProfileResource(ctx, state),
    ],
    sessions,
    credentials: { forRole },
    profileCredentials(profileArn, instanceId) {
      const [roleName] = state.instanceProfiles.get(profileArn.slice(profileArn.lastIndexOf("/") + 1)) ?? [];
      const role = state.roles.get(roleName ?? "");
      return role && forRole(role.arn, instanceId);
    },
  };
}
