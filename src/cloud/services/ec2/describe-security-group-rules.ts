import type {
  DescribeSecurityGroupRulesRequest,
  DescribeSecurityGroupRulesResult,
  ModifySecurityGroupRulesRequest,
  ModifySecurityGroupRulesResult,
  SecurityGroupRuleRequest,
} from "@aws-sdk/client-ec2";
import { AwsError } from "../../core/error.ts";
import type { Ec2 } from "./context.ts";
import type { Fields } from "./filters.ts";
import type { Ec2State, Permission, SecurityGroup } from "./model.ts";
import { toPermissions, toRule } from "./permissions.ts";
import { select } from "./select.ts";
import { isWellFormed, kinds, requireOne } from "./validate.ts";

interface Row {
  rule: Permission;
  group: SecurityGroup;
  isEgress: boolean;
  tags: ReadonlyMap<string, string>;
}

/** Every rule of every group, by ID; what a group lets out first, since it is born with that. */
export function allRules(state: Ec2State): Map<string, Row> {
  const rows = [...state.securityGroups.values()].flatMap((group) => [
    ...group.egress.map((rule) => ({ rule, group, isEgress: true, tags: rule.tags })),
    ...group.ingress.map((rule) => ({ rule, group, isEgress: false, tags: rule.tags })),
  ]);
  return new Map(rows.map((row) => [row.rule.ruleId, row]));
}

const fields: Fields<Row> = {
  "group-id": (row) => row.group.groupId,
  "security-group-rule-id": (row) => row.rule.ruleId,
};

/** Of all filters this one's values must be well-formed. */
function requireGroupIds(filters: DescribeSecurityGroupRulesRequest["Filters"] = []): void {
  const ids = filters.flatMap(({ Name, Values = [] }) => (Name === "group-id" ? Values : []));
  const malformed = ids.find((id) => !isWellFormed(id, kinds.securityGroup));
  if (malformed === undefined) return;
  throw new AwsError("InvalidGroupId.Malformed", `The security group ID '${malformed}' is malformed`);
}

export const describeSecurityGroupRules =
  ({ ctx, state }: Ec2) =>
  (input: DescribeSecurityGroupRulesRequest): DescribeSecurityGroupRulesResult => {
    requireGroupIds(input.Filters);
    const from = { all: allRules(state), ids: input.SecurityGroupRuleIds, kind: kinds.securityGroupRule, fields };
    const { items, nextToken } = select(input, from);
    const shown = items.map(({ rule, group, isEgress }) => toRule(rule, group, isEgress, ctx.accountId));
    return { SecurityGroupRules: shown, NextToken: nextToken };
  };

/** Replaces what rules say; their IDs and tags stay. Every rule is looked for and checked before any is changed. */
export const modifySecurityGroupRules =
  ({ state, firewall }: Ec2) =>
  async (input: ModifySecurityGroupRulesRequest): Promise<ModifySecurityGroupRulesResult> => {
    const group = requireOne(state.securityGroups, input.GroupId ?? "", kinds.securityGroup);
    const rules = allRules(state);
    const changes = (input.SecurityGroupRules ?? []).map(({ SecurityGroupRuleId = "", SecurityGroupRule }) => {
      const row = requireOne(rules, SecurityGroupRuleId, kinds.securityGroupRule);
      if (row.group !== group) {
        const text = `The security group rule ID '${SecurityGroupRuleId}' does not exist`;
        throw new AwsError("InvalidSecurityGroupRuleId.NotFound", text);
      }
      return [row.rule, permissionOf(SecurityGroupRule ?? {})] as const;
    });
    for (const [rule, { ruleId: _ruleId, tags: _tags, ...wanted }] of changes) Object.assign(rule, wanted);
    await firewall.changed(group);
    return { Return: true };
  };

/** Its texts are this operation's own; moto's test_modify_security_group_rules has them from AWS (`aws_verified`). */
function permissionOf(rule: SecurityGroupRuleRequest): Permission {
  const { Description, IpProtocol, FromPort, ToPort, CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupId } = rule;
  const invalid = (text: string) => new AwsError("InvalidParameterValue", text);
  if (IpProtocol === undefined) {
    throw invalid("Invalid value 'null' for protocol. VPC security group rules must specify protocols explicitly.");
  }
  if (/^(tcp|udp)$/i.test(IpProtocol) && (FromPort === undefined || ToPort === undefined)) {
    throw invalid("Invalid value for portRange. Must specify both from and to ports with TCP/UDP.");
  }
  const [permission, ...more] = toPermissions([
    {
      IpProtocol,
      FromPort,
      ToPort,
      IpRanges: CidrIpv4 === undefined ? [] : [{ CidrIp: CidrIpv4, Description }],
      Ipv6Ranges: CidrIpv6 === undefined ? [] : [{ CidrIpv6, Description }],
      PrefixListIds: PrefixListId === undefined ? [] : [{ PrefixListId, Description }],
      UserIdGroupPairs: ReferencedGroupId === undefined ? [] : [{ GroupId: ReferencedGroupId, Description }],
    },
  ]);
  const sources = "cidrIp, cidrIpv6, prefixListId, or referencedGroupId";
  if (!permission) throw new AwsError("MissingParameter", `The request must contain exactly one of: ${sources}`);
  if (more.length > 0) throw new AwsError("InvalidParameterCombination", `Only one of ${sources} can be specified`);
  return permission;
}
