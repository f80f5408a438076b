import type { Access, AccessTable } from "../../core/access.ts";
import { AwsError } from "../../core/error.ts";
import type { CloudContext, Operation } from "../../core/types.ts";
import { awsManagedPolicy } from "./aws-managed.ts";
import { compilePolicy, type PolicyDocument } from "./policy/index.ts";
import type { IamState, ManagedPolicy, Role } from "./store.ts";

/** Policies have one version here: a template makes another policy instead. */
const VERSION = "v1";
/** AWS's own policies are older than any laboratory. */
const AWS_POLICY_DATE = new Date("2015-02-06T18:39:46Z");

const notFound = (text: string) => new AwsError("NoSuchEntity", text, 404);

/** IAM sends documents as URL-encoded JSON. */
const encoded = (document: PolicyDocument): string => encodeURIComponent(JSON.stringify(document));

interface OfRole {
  RoleName: string;
  PolicyName: string;
  PolicyDocument: string;
}

interface OfPolicy {
  PolicyArn: string;
  VersionId: string;
}

export function iamOperations(state: IamState): Record<string, Operation> {
  const roleOf = ({ RoleName }: OfRole): Role => {
    const role = state.roles.get(RoleName);
    if (!role) throw notFound(`The role with name ${RoleName} cannot be found.`);
    return role;
  };
  const policyOf = ({ PolicyArn }: OfPolicy): ManagedPolicy => {
    const policy = state.managedPolicies.get(PolicyArn) ?? ofAws(PolicyArn);
    if (!policy) throw notFound(`Policy ${PolicyArn} was not found.`);
    return policy;
  };
  const attachments = (arn: string) =>
    [...state.roles.values()].filter(({ managedPolicyArns }) => managedPolicyArns.includes(arn)).length;

  return {
    GetRole: (input) => ({ Role: shownRole(roleOf(input)) }),
    GetRolePolicy(input: OfRole) {
      const document = roleOf(input).inlinePolicies.get(input.PolicyName);
      if (!document) throw notFound(`The role policy with name ${input.PolicyName} cannot be found.`);
      return { RoleName: input.RoleName, PolicyName: input.PolicyName, PolicyDocument: encoded(document) };
    },
    PutRolePolicy(input: OfRole) {
      roleOf(input).inlinePolicies.set(input.PolicyName, parsed(input.PolicyDocument));
    },
    DeleteRolePolicy(input: OfRole) {
      if (roleOf(input).inlinePolicies.delete(input.PolicyName)) return;
      throw notFound(`The role policy with name ${input.PolicyName} cannot be found.`);
    },
    ListRolePolicies: (input) => ({ PolicyNames: [...roleOf(input).inlinePolicies.keys()].sort(), IsTruncated: false }),
    ListAttachedRolePolicies: (input) => ({
      AttachedPolicies: roleOf(input).managedPolicyArns.map((arn) => ({
        PolicyName: arn.slice(arn.lastIndexOf("/") + 1),
        PolicyArn: arn,
      })),
      IsTruncated: false,
    }),
    GetPolicy(input) {
      const policy = policyOf(input);
      return { Policy: shownPolicy(policy, attachments(policy.arn)) };
    },
    GetPolicyVersion(input: OfPolicy) {
      const { document, created } = policyOf(input);
      if (input.VersionId !== VERSION) {
        throw notFound(`Policy ${input.PolicyArn} version ${input.VersionId} does not exist or is not attachable.`);
      }
      const version = { VersionId: VERSION, IsDefaultVersion: true, CreateDate: created };
      return { PolicyVersion: { Document: encoded(document), ...version } };
    },
  };
}

function parsed(text: string): PolicyDocument {
  let document: PolicyDocument;
  try {
    document = JSON.parse(text);
  } catch {
    throw new AwsError("MalformedPolicyDocument", "This policy contains invalid Json");
  }
  compilePolicy(document);
  return document;
}

function ofAws(arn: string): ManagedPolicy | undefined {
  const policy = awsManagedPolicy(arn);
  return policy && { ...policy, policyId: "", description: undefined, created: AWS_POLICY_DATE };
}

const shownRole = (role: Role) => ({
  Path: role.path,
  RoleName: role.roleName,
  RoleId: role.roleId,
  Arn: role.arn,
  CreateDate: role.created,
  AssumeRolePolicyDocument: encoded(role.assumeRolePolicy),
  Description: role.description,
  MaxSessionDuration: role.maxSessionSeconds,
  PermissionsBoundary: role.permissionsBoundary && {
    PermissionsBoundaryType: "Policy",
    PermissionsBoundaryArn: role.permissionsBoundary,
  },
  Tags: role.tags,
});

const shownPolicy = (policy: ManagedPolicy, attachmentCount: number) => ({
  PolicyName: policy.name,
  PolicyId: policy.policyId,
  Arn: policy.arn,
  Path: policy.path,
  DefaultVersionId: VERSION,
  AttachmentCount: attachmentCount,
  PermissionsBoundaryUsageCount: 0,
  IsAttachable: true,
  Description: policy.description,
  CreateDate: policy.created,
  UpdateDate: policy.created,
});

const ON_ROLES = ["GetRole", "GetRolePolicy", "PutRolePolicy", "DeleteRolePolicy"];
const LISTS = ["ListRolePolicies", "ListAttachedRolePolicies"];
const ON_POLICIES = ["GetPolicy", "GetPolicyVersion"];

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html */
export function iamNeeds({ accountId }: CloudContext, state: IamState): AccessTable {
  const access = (action: string, resource: string): Access[] => [{ action: `iam:${action}`, resource }];
  const roleArn = ({ RoleName }: OfRole) =>
    state.roles.get(RoleName)?.arn ?? `arn:aws:iam::${accountId}:role/${RoleName}`;
  return Object.fromEntries<AccessTable[string]>([
    ...[...ON_ROLES, ...LISTS].map((name) => [name, (input: OfRole) => access(name, roleArn(input))] as const),
    ...ON_POLICIES.map((name) => [name, (input: OfPolicy) => access(name, input.PolicyArn)] as const),
  ]);
}
