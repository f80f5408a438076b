import { AwsError } from "../../core/error.ts";
import { generatedName, iamId } from "../../core/ids.ts";
import type { CloudContext, ResourceProvider } from "../../core/types.ts";
import { compilePolicy, type PolicyDocument } from "./policy/index.ts";
import type { IamState } from "./store.ts";

const MAX_NAME = 64;
const DEFAULT_SESSION_S = 3600;

interface InlinePolicy {
  PolicyName: string;
  PolicyDocument: PolicyDocument;
}

export const roleResource = (ctx: CloudContext, state: IamState): ResourceProvider => ({
  type: "AWS::IAM::Role",
  async create(properties, resource) {
    const roleName = properties.RoleName ?? generatedName(resource.stackName, resource.logicalId, MAX_NAME);
    if (!properties.AssumeRolePolicyDocument) {
      throw new AwsError("MalformedPolicyDocument", "AssumeRolePolicyDocument cannot be empty.");
    }
    if (state.roles.has(roleName)) {
      throw new AwsError("EntityAlreadyExists", `Role with name ${roleName} already exists.`, 409);
    }
    const roleId = iamId("AROA");
    const arn = `arn:aws:iam::${ctx.accountId}:role${properties.Path ?? "/"}${roleName}`;
    const inline: InlinePolicy[] = properties.Policies ?? [];
    for (const { PolicyDocument: document } of inline) compilePolicy(document);
    compilePolicy(properties.AssumeRolePolicyDocument);
    state.roles.set(roleName, {
      roleName,
      roleId,
      arn,
      path: properties.Path ?? "/",
      description: properties.Description,
      created: new Date(ctx.now()),
      maxSessionSeconds: Number(properties.MaxSessionDuration ?? DEFAULT_SESSION_S),
      assumeRolePolicy: properties.AssumeRolePolicyDocument,
      managedPolicyArns: [...(properties.ManagedPolicyArns ?? [])],
      permissionsBoundary: properties.PermissionsBoundary,
      tags: properties.Tags ?? [],
      inlinePolicies: new Map(inline.map((policy) => [policy.PolicyName, policy.PolicyDocument])),
    });
    return { physicalId: roleName, attributes: { Arn: arn, RoleId: roleId } };
  },
  async delete(physicalId) {
    state.roles.delete(physicalId);
  },
});
