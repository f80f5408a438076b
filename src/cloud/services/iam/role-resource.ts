import { AwsError } from "../../core/error.ts";
import { generatedName, iamId } from "../../core/ids.ts";
import type { CloudContext, ResourceProvider, ResourceRequest } from "../../core/types.ts";
import { fromTagList, type Tag, toTagList } from "../shared/tags.ts";
import { compilePolicy, type PolicyDocument } from "./policy/index.ts";
import type { IamState } from "./store.ts";

const MAX_NAME = 64;
const DEFAULT_SESSION_S = 3600;

interface RoleProperties {
  RoleName?: string;
  Path?: string;
  Description?: string;
  MaxSessionDuration?: number | string;
  AssumeRolePolicyDocument?: PolicyDocument;
  Policies?: InlinePolicy[];
  ManagedPolicyArns?: string[];
  PermissionsBoundary?: string;
  Tags?: Tag[];
}

interface InlinePolicy {
  PolicyName: string;
  PolicyDocument: PolicyDocument;
}

const named = (policies: readonly InlinePolicy[] = []) =>
  policies.map(({ PolicyName, PolicyDocument: document }) => [PolicyName, document] as const);

/** What of a role can be changed while it exists. Throws MalformedPolicyDocument. */
function settingsOf(properties: RoleProperties, resource: ResourceRequest) {
  const inline = properties.Policies ?? [];
  if (!properties.AssumeRolePolicyDocument) {
    throw new AwsError("MalformedPolicyDocument", "AssumeRolePolicyDocument cannot be empty.");
  }
  for (const { PolicyDocument: document } of inline) compilePolicy(document);
  compilePolicy(properties.AssumeRolePolicyDocument);
  return {
    description: properties.Description,
    maxSessionSeconds: Number(properties.MaxSessionDuration ?? DEFAULT_SESSION_S),
    assumeRolePolicy: properties.AssumeRolePolicyDocument,
    permissionsBoundary: properties.PermissionsBoundary,
    tags: toTagList({ ...resource.tags, ...fromTagList(properties.Tags) }),
  };
}

export const roleResource = (ctx: CloudContext, state: IamState): ResourceProvider => ({
  type: "AWS::IAM::Role",
  replaces: ["RoleName", "Path"],
  async create(properties: RoleProperties, resource) {
    const roleName = properties.RoleName ?? generatedName(resource.stackName, resource.logicalId, MAX_NAME);
    const settings = settingsOf(properties, resource);
    if (state.roles.has(roleName)) {
      throw new AwsError("EntityAlreadyExists", `Role with name ${roleName} already exists.`, 409);
    }
    const roleId = iamId("AROA");
    const arn = `arn:aws:iam::${ctx.accountId}:role${properties.Path ?? "/"}${roleName}`;
    state.roles.set(roleName, {
      roleName,
      roleId,
      arn,
      path: properties.Path ?? "/",
      created: new Date(ctx.now()),
      ...settings,
      managedPolicyArns: [...(properties.ManagedPolicyArns ?? [])],
      inlinePolicies: new Map(named(properties.Policies)),
    });
    return { physicalId: roleName, attributes: { Arn: arn, RoleId: roleId } };
  },
  /** What other resources have added to the role stays. */
  async update(roleName, properties: RoleProperties, resource, before: RoleProperties) {
    const role = state.roles.get(roleName);
    if (!role) throw new AwsError("NoSuchEntity", `The role with name ${roleName} cannot be found.`, 404);
    Object.assign(role, settingsOf(properties, resource));
    for (const [name] of named(before.Policies)) role.inlinePolicies.delete(name);
    for (const [name, document] of named(properties.Policies)) role.inlinePolicies.set(name, document);
    const added = role.managedPolicyArns.filter((arn) => !before.ManagedPolicyArns?.includes(arn));
    role.managedPolicyArns = [...new Set([...(properties.ManagedPolicyArns ?? []), ...added])];
    return {};
  },
  async delete(physicalId) {
    state.roles.delete(physicalId);
  },
});
