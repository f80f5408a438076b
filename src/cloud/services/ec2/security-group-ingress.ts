import type {
  AuthorizeSecurityGroupIngressRequest,
  AuthorizeSecurityGroupIngressResult,
  IpPermission,
  RevokeSecurityGroupIngressRequest,
  RevokeSecurityGroupIngressResult,
} from "@aws-sdk/client-ec2";
import { AwsError } from "../../core/error.ts";
import type { Ec2 } from "./context.ts";
import type { Ec2State, Permission, SecurityGroup } from "./model.ts";
import { samePermission, toPermissions, toRule } from "./permissions.ts";
import { kinds, requireOne } from "./validate.ts";

type Request = AuthorizeSecurityGroupIngressRequest | RevokeSecurityGroupIngressRequest;

function groupOf(state: Ec2State, { GroupId, GroupName }: Request): SecurityGroup {
  if (GroupId) return requireOne(state.securityGroups, GroupId, kinds.securityGroup);
  if (!GroupName) throw new AwsError("MissingParameter", "The request must contain the parameter groupName or groupId");
  for (const group of state.securityGroups.values()) if (group.name === GroupName) return group;
  throw new AwsError("InvalidGroup.NotFound", `The security group '${GroupName}' does not exist in default VPC`);
}

/** The short form names one rule in the request itself. */
function permissionsOf(input: Request): IpPermission[] {
  if (input.IpPermissions?.length) return input.IpPermissions;
  const { IpProtocol, FromPort, ToPort, CidrIp } = input;
  if (IpProtocol === undefined && CidrIp === undefined) {
    throw new AwsError("MissingParameter", "Either 'ipPermissions' or 'ipProtocol' should be provided.");
  }
  return [{ IpProtocol, FromPort, ToPort, IpRanges: [{ CidrIp: CidrIp ?? "0.0.0.0/0" }] }];
}

const text = (rule: Permission) =>
  `peer: ${rule.cidr ?? rule.cidrIpv6 ?? rule.groupId}, ${rule.protocol.toUpperCase()}, from port: ${rule.fromPort}, to port: ${rule.toPort}, ALLOW`;

/** A rule that is there already is an error, and then none of the request's rules is added. */
export const authorizeSecurityGroupIngress =
  ({ ctx, state, firewall }: Ec2) =>
  async (input: AuthorizeSecurityGroupIngressRequest): Promise<AuthorizeSecurityGroupIngressResult> => {
    const group = groupOf(state, input);
    const rules = toPermissions(permissionsOf(input));
    for (const rule of rules) {
      if (!group.ingress.some((known) => samePermission(known, rule))) continue;
      throw new AwsError("InvalidPermission.Duplicate", `the specified rule "${text(rule)}" already exists`);
    }
    group.ingress.push(...rules);
    await firewall.changed(group);
    return { Return: true, SecurityGroupRules: rules.map((rule) => toRule(rule, group, false, ctx.accountId)) };
  };

export const revokeSecurityGroupIngress =
  ({ state, firewall }: Ec2) =>
  async (input: RevokeSecurityGroupIngressRequest): Promise<RevokeSecurityGroupIngressResult> => {
    const group = groupOf(state, input);
    const revoked = input.SecurityGroupRuleIds?.length ? byId(group, input.SecurityGroupRuleIds) : byRule(group, input);
    group.ingress = group.ingress.filter((rule) => !revoked.includes(rule));
    await firewall.changed(group);
    return { Return: true };
  };

function byId(group: SecurityGroup, ids: readonly string[]): Permission[] {
  return ids.map((id) => {
    const rule = group.ingress.find(({ ruleId }) => ruleId === id);
    if (rule) return rule;
    throw new AwsError("InvalidSecurityGroupRuleId.NotFound", `The security group rule ID '${id}' does not exist`);
  });
}

function byRule(group: SecurityGroup, input: RevokeSecurityGroupIngressRequest): Permission[] {
  return toPermissions(permissionsOf(input)).map((wanted) => {
    const rule = group.ingress.find((known) => samePermission(known, wanted));
    if (rule) return rule;
    throw new AwsError("InvalidPermission.NotFound", "The specified rule does not exist in this security group.");
  });
}
