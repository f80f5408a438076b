import type { Access } from "../../core/access.ts";
import { AwsError } from "../../core/error.ts";
import type { AccessPort, CredentialPort, ProfileRolePort, RoleCredentials } from "../../core/ports.ts";
import type { CloudContext, Credential, Service } from "../../core/types.ts";
import type { AccessKey } from "../../types.ts";
import { createAuthorizer } from "./authorizer.ts";
import { createIdentities } from "./identities.ts";
import { iamNeeds, iamOperations } from "./operations.ts";
import type { PolicyDocument } from "./policy/index.ts";
import { instanceProfileResource, managedPolicyResource, policyResource } from "./policy-resources.ts";
import { roleResource } from "./role-resource.ts";
import { createSessions, type Sessions } from "./sessions.ts";
import { emptyIam, type Role } from "./store.ts";
import { mayAssume, trustsService } from "./trust.ts";

export type { PolicyDocument } from "./policy/index.ts";
export type { Sessions } from "./sessions.ts";
export type { Role } from "./store.ts";

/** The account's root user. Its key is no secret: LocalCloud is a laboratory, and listens on the loopback only. */
export const ROOT_CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" } as const;

export interface IamService extends Service {
  sessions: Sessions;
  credentials: CredentialPort;
  access: AccessPort;
  /** The policies of queues, topics and buckets, by the resource's ARN. Their services write them here. */
  resourcePolicies: Map<string, PolicyDocument>;
  /** What belongs to an access key; undefined for one that nobody has. */
  credentialOf(accessKeyId: string): Credential | undefined;
  /** Why AWS would refuse this to the owner of an access key, in its words; undefined when it would not. `region` is the one asked. */
  refusal(accessKeyId: string, wanted: readonly Access[], region: string): string | undefined;
  /** Whether the owner of an access key may act as a role. */
  mayAssume(accessKeyId: string, role: Role): boolean;
  /** The ARN of the role in an instance profile. */
  roleOfProfile: ProfileRolePort;
  /** Of the role in an instance profile, for one instance. */
  profileRole(profileArn: string, instanceId: string): { name: string; credentials: RoleCredentials } | undefined;
}

/** IAM: roles, their policies and trust, and what these let whom do. */
export function createIam(ctx: CloudContext, rootKey: AccessKey = ROOT_CREDENTIALS): IamService {
  const state = emptyIam();
  const sessions = createSessions(ctx, state);
  const authorizer = createAuthorizer(ctx, state);
  const identities = createIdentities(ctx, state, sessions);
  const { root, byKey, serviceSession } = identities;

  function roleIn(profile: string): Role | undefined {
    const [roleName] = state.instanceProfiles.get(profile.slice(profile.lastIndexOf("/") + 1)) ?? [];
    return state.roles.get(roleName ?? "");
  }

  return {
    signingName: "iam",
    operations: iamOperations(state),
    needs: iamNeeds(ctx, state),
    resources: [
      roleResource(ctx, state),
      policyResource(state),
      managedPolicyResource(ctx, state),
      instanceProfileResource(ctx, state),
    ],
    sessions,
    resourcePolicies: state.resourcePolicies,
    credentials: {
      forRole: (roleArn, sessionName, service) => serviceSession(roleArn, sessionName, service).credentials,
    },
    access: {
      requireRole(roleArn, sessionName, service, wanted) {
        const principal = identities.of(serviceSession(roleArn, sessionName, service));
        const refusal = authorizer.refusal(principal, wanted);
        if (refusal) throw new AwsError("AccessDenied", refusal, 403);
      },
      requireService(source, wanted) {
        const refusal = authorizer.serviceRefusal(source, wanted);
        if (refusal) throw new AwsError("AccessDenied", refusal, 403);
      },
    },
    credentialOf(accessKeyId) {
      if (accessKeyId === rootKey.accessKeyId) return { ...rootKey, arn: root.arn };
      const session = sessions.byAccessKey(accessKeyId);
      return session && { ...session.credentials, arn: session.arn, expires: session.expires };
    },
    refusal(accessKeyId, wanted, region) {
      const principal = byKey(accessKeyId);
      const keys = { ...principal.keys, "aws:requestedregion": region, "ec2:region": region };
      for (const access of wanted) {
        const why = authorizer.refusal({ ...principal, keys }, access);
        if (why) return why;
      }
      return undefined;
    },
    mayAssume: (accessKeyId, role) => mayAssume(ctx, authorizer, role, byKey(accessKeyId)),
    roleOfProfile: (profile) => roleIn(profile)?.arn,
    profileRole(profileArn, instanceId) {
      const role = roleIn(profileArn);
      if (!role || !trustsService(ctx, role, "ec2.amazonaws.com")) return undefined;
      const { credentials } = serviceSession(role.arn, instanceId, "ec2.amazonaws.com");
      return { name: role.roleName, credentials };
    },
  };
}
