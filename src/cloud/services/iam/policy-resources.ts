import { AwsError } from "../../core/error.ts";
import { generatedName, iamId } from "../../core/ids.ts";
import type { CloudContext, ResourceProvider } from "../../core/types.ts";
import { compilePolicy, type PolicyDocument } from "./policy/index.ts";
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
export function policyResource(state: IamState): ResourceProvider {
  const written = new Map<string, { name: string; roles: readonly Role[] }>();
  function write(id: string, properties: { PolicyName?: string; PolicyDocument?: PolicyDocument; Roles?: string[] }) {
    const { PolicyName: name, PolicyDocument: document } = properties;
    if (!name || !document) {
      throw new AwsError("MalformedPolicyDocument", "PolicyName and PolicyDocument cannot be empty.");
    }
    const roles = requireRoles(state, properties.Roles);
    compilePolicy(document);
    take(id);
    for (const role of roles) role.inlinePolicies.set(name, document);
    written.set(id, { name, roles });
    return { physicalId: id, attributes: { Id: name } };
  }
  function take(id: string): void {
    const { name, roles } = written.get(id) ?? { name: "", roles: [] };
    for (const role of roles) role.inlinePolicies.delete(name);
    written.delete(id);
  }
  return {
    type: "AWS::IAM::Policy",
    create: async (properties, { stackName, logicalId }) =>
      write(generatedName(stackName, logicalId, MAX_NAME), properties),
    update: async (id, properties) => write(id, properties),
    delete: async (id) => take(id),
  };
}

function detach(state: IamState, arn: string, roleNames: readonly string[] = []): void {
  for (const name of roleNames) {
    const role = state.roles.get(name);
    if (role) role.managedPolicyArns = role.managedPolicyArns.filter((one) => one !== arn);
  }
}

export const managedPolicyResource = (ctx: CloudContext, state: IamState): ResourceProvider => ({
  type: "AWS::IAM::ManagedPolicy",
  replaces: ["ManagedPolicyName", "Path", "Description"],
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
  async update(arn, properties, _resource, before) {
    const policy = state.managedPolicies.get(arn);
    if (!policy) throw new AwsError("NoSuchEntity", `Policy ${arn} does not exist or is not attachable.`, 404);
    const roles = requireRoles(state, properties.Roles);
    compilePolicy(properties.PolicyDocument);
    policy.document = properties.PolicyDocument;
    detach(state, arn, before.Roles);
    for (const role of roles) role.managedPolicyArns.push(arn);
    return {};
  },
  async delete(arn) {
    state.managedPolicies.delete(arn);
    detach(state, arn, [...state.roles.keys()]);
  },
});

export const instanceProfileResource = (ctx: CloudContext, state: IamState): ResourceProvider => ({
  type: "AWS::IAM::InstanceProfile",
  replaces: ["InstanceProfileName", "Path"],
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
  async update(name, properties) {
    const roles = requireRoles(state, properties.Roles);
    state.instanceProfiles.set(
      name,
      roles.map((role) => role.roleName),
    );
    return {};
  },
  async delete(physicalId) {
    state.instanceProfiles.delete(physicalId);
  },
});
