import type {
  AuthorizeSecurityGroupIngressRequest,
  AuthorizeSecurityGroupIngressResult,
  IpPermission,
  RevokeSecurityGroupIngressRequest,
  RevokeSecurityGroupIngressResult,
  UpdateSecurityGroupRuleDescriptionsIngressRequest,
  UpdateSecurityGroupRuleDescriptionsIngressResult,
} from "@aws-sdk/client-ec2";
import { AwsError } from "../../core/error.ts";
import type { Ec2 } from "./context.ts";
import type { Permission, SecurityGroup } from "./model.ts";
import { samePermission, toPermissions, toRule } from "./permissions.ts";
import { requireGroup, requireGroupByName } from "./security-groups.ts";
import { specifiedTags } from "./tag-specifications.ts";
import { kinds, requireOne } from "./validate.ts";

/** Both directions have the same operations. */
export type Side = "ingress" | "egress";

type Request = Pick<
  AuthorizeSecurityGroupIngressRequest,
  "IpPermissions" | "IpProtocol" | "FromPort" | "ToPort" | "CidrIp" | "SourceSecurityGroupName"
>;

/** The short form names one rule in the request itself. Groups may be named: they must exist. */
function permissionsOf(ec2: Ec2, input: Request): Permission[] {
  const { IpProtocol, FromPort, ToPort, CidrIp, SourceSecurityGroupName: GroupName } = input;
  if (!input.IpPermissions?.length && IpProtocol === undefined && CidrIp === undefined && !GroupName) {
    throw new AwsError("MissingParameter", "Either 'ipPermissions' or 'ipProtocol' should be provided.");
  }
  const source = GroupName ? { UserIdGroupPairs: [{ GroupName }] } : { IpRanges: [{ CidrIp: CidrIp ?? "0.0.0.0/0" }] };
  const short = [{ IpProtocol, FromPort, ToPort, ...source }];
  const given: IpPermission[] = input.IpPermissions?.length ? input.IpPermissions : short;
  const known = given.map((permission) => withGroupIds(ec2, permission));
  return toPermissions(known, ec2.ctx.deviates);
}

function withGroupIds(ec2: Ec2, permission: IpPermission): IpPermission {
  const UserIdGroupPairs = permission.UserIdGroupPairs?.map(({ GroupId, GroupName, ...rest }) => ({
    ...rest,
    GroupId: GroupId
      ? requireOne(ec2.state.securityGroups, GroupId, kinds.securityGroup).groupId
      : requireGroupByName(ec2, GroupName ?? "").groupId,
  }));
  return { ...permission, ...(UserIdGroupPairs && { UserIdGroupPairs }) };
}

const peerOf = (rule: Permission) => rule.cidr ?? rule.cidrIpv6 ?? rule.groupId ?? rule.prefixListId;

const text = (rule: Permission) =>
  `peer: ${peerOf(rule)}, ${rule.protocol === "-1" ? "ALL" : rule.protocol.toUpperCase()}, from port: ${rule.fromPort}, to port: ${rule.toPort}, ALLOW`;

/** Order of checks: group, rules, none twice in the request, none there already; then none of them is added. */
export const authorize =
  (side: Side) =>
  (ec2: Ec2) =>
  async (input: AuthorizeSecurityGroupIngressRequest): Promise<AuthorizeSecurityGroupIngressResult> => {
    const group = requireGroup(ec2, input);
    const rules = permissionsOf(ec2, input);
    const tags = specifiedTags(input.TagSpecifications, "security-group-rule");
    if (ec2.ctx.deviates("sixty-rules") && group[side].length + rules.length > 60) {
      throw new AwsError(
        "RulesPerSecurityGroupLimitExceeded",
        "The maximum number of rules per security group has been reached.",
      );
    }
    for (const [index, rule] of rules.entries()) {
      if (rules.slice(0, index).some((other) => samePermission(other, rule))) {
        throw new AwsError("InvalidParameterValue", "The same permission must not appear multiple times");
      }
      if (!group[side].some((known) => samePermission(known, rule))) continue;
      throw new AwsError("InvalidPermission.Duplicate", `the specified rule "${text(rule)}" already exists`);
    }
    for (const rule of rules) rule.tags = new Map(tags);
    group[side].push(...rules);
    await ec2.firewall.changed(group);
    const shown = rules.map((rule) => toRule(rule, group, side === "egress", ec2.ctx.accountId));
    return { Return: true, SecurityGroupRules: shown };
  };

export const revoke =
  (side: Side) =>
  (ec2: Ec2) =>
  async (input: RevokeSecurityGroupIngressRequest): Promise<RevokeSecurityGroupIngressResult> => {
    const group = requireGroup(ec2, input);
    const revoked = input.SecurityGroupRuleIds?.length
      ? input.SecurityGroupRuleIds.map((id) => byId(group, side, id))
      : permissionsOf(ec2, input).map((wanted) => bySource(group, side, wanted));
    group[side] = group[side].filter((rule) => !revoked.includes(rule));
    await ec2.firewall.changed(group);
    return { Return: true };
  };

function byId(group: SecurityGroup, side: Side, id: string): Permission {
  const rule = group[side].find(({ ruleId }) => ruleId === id);
  if (rule) return rule;
  throw new AwsError("InvalidSecurityGroupRuleId.NotFound", `The security group rule ID '${id}' does not exist`);
}

function bySource(group: SecurityGroup, side: Side, wanted: Permission): Permission {
  const rule = group[side].find((known) => samePermission(known, wanted));
  if (rule) return rule;
  throw new AwsError("InvalidPermission.NotFound", "The specified rule does not exist in this security group.");
}

/** A rule is named by its ID or by its source; one that gets no description loses its own. */
export const updateDescriptions =
  (side: Side) =>
  (ec2: Ec2) =>
  (input: UpdateSecurityGroupRuleDescriptionsIngressRequest): UpdateSecurityGroupRuleDescriptionsIngressResult => {
    const group = requireGroup(ec2, input);
    const byIds = (input.SecurityGroupRuleDescriptions ?? []).map(
      ({ SecurityGroupRuleId: id = "", Description }) => [byId(group, side, id), Description] as const,
    );
    const bySources = input.IpPermissions?.length
      ? permissionsOf(ec2, input).map((wanted) => [bySource(group, side, wanted), wanted.description] as const)
      : [];
    for (const [rule, description] of [...byIds, ...bySources]) rule.description = description;
    return { Return: true };
  };
