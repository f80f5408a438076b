import { AwsError } from "../../core/error.ts";
import { generatedName, iamId } from "../../core/ids.ts";
import type { CloudContext, ResourceProvider } from "../../core/types.ts";
import { compilePolicy } from "./policy/index.ts";
import type { IamState, Role } from "./store.ts";

const MAX_NAME = 128;

function requireRoles(state: IamState, names: readonly string[] = []): Role[] {
  return names.map((name) => {
    const role = state.roles.get(name);
    if (role) return role;
    throw new AwsError("NoSuchEntity", `The role with name ${name} cannot be found.`, 404);
  });
}

/** An inline policy, written into each role that it names. */
export const policyResource = (state: IamState): ResourceProvider => ({
  type: "AWS::IAM::Policy",
  async create(properties, resource) {
    const name = properties.PolicyName;
    if (!name || !properties.PolicyDocument) {
      throw new AwsError("MalformedPolicyDocument", "PolicyName and PolicyDocument cannot be empty.");
    }
    const roles = requireRoles(state, properties.Roles);
    compilePolicy(properties.PolicyDocument);
    for (const role of roles) role.inlinePolicies.set(name, properties.PolicyDocument);
    return { physicalId: generatedName(resource.stackName, resource.logicalId, MAX_NAME), attributes: { Id: name } };
  },
});

export const managedPolicyResource = (ctx: CloudContext, state: IamState): ResourceProvider => ({
  type: "AWS::IAM::ManagedPolicy",
  async create(properties, resource) {
    const name = properties.ManagedPolicyName ?? generatedName(resource.stackName, resource.logicalId, MAX_NAME);
    const arn = `arn:aws:iam::${ctx.accountId}:policy${properties.Path ?? "/"}${name}`;
    const roles = requireRoles(state, properties.Roles);
    compilePolicy(properties.PolicyDocument);
    state.managedPolicies.set(arn, {
      arn,
      policyId: iamId("ANPA"),
      name,
      path: properties.Path ?? "/",
      description: properties.Description,
      created: new Date(ctx.now()),
      document: properties.PolicyDocument,
    });
    for (const role of roles) role.managedPolicyArns.push(arn);
    return { physicalId: arn, attributes: { PolicyArn: arn } };
  },
  async delete(physicalId) {
    state.managedPolicies.delete(physicalId);
  },
});

export const instanceProfileResource = (ctx: CloudContext, state: IamState): ResourceProvider => ({
  type: "AWS::IAM::InstanceProfile",
  async create(properties, resource) {
    const name = properties.InstanceProfileName ?? generatedName(resource.stackName, resource.logicalId, MAX_NAME);
    const roles = requireRoles(state, properties.Roles);
    state.instanceProfiles.set(
      name,
      roles.map((role) => role.roleName),
    );
    const arn = `arn:aws:iam::${ctx.accountId}:instance-profile${properties.Path ?? "/"}${name}`;
    return { physicalId: name, attributes: { Arn: arn } };
  },
  async delete(physicalId) {
    state.instanceProfiles.delete(physicalId);
  },
});
