import type { DescribeSecurityGroupsRequest, DescribeSecurityGroupsResult } from "@aws-sdk/client-ec2";
import type { Ec2 } from "./context.ts";
import type { Fields } from "./filters.ts";
import { type Permission, type SecurityGroup, shownTags } from "./model.ts";
import { toIpPermissions } from "./permissions.ts";
import { groupArn, requireGroupByName } from "./security-groups.ts";
import { select } from "./select.ts";
import { kinds } from "./validate.ts";

/** The filters on one side's rules; a rule without ports or of another kind has none to be found by. */
function ruleFields(prefix: string, side: "ingress" | "egress"): Fields<SecurityGroup> {
  const each = (of: (rule: Permission) => string | undefined) => (g: SecurityGroup) =>
    g[side].flatMap((rule) => of(rule) ?? []);
  return {
    [`${prefix}.cidr`]: each((rule) => rule.cidr),
    [`${prefix}.from-port`]: each((rule) => String(rule.fromPort)),
    [`${prefix}.group-id`]: each((rule) => rule.groupId),
    // Groups of other accounts go by name, in EC2-Classic, which is no more.
    [`${prefix}.group-name`]: () => undefined,
    [`${prefix}.ipv6-cidr`]: each((rule) => rule.cidrIpv6),
    [`${prefix}.prefix-list-id`]: each((rule) => rule.prefixListId),
    [`${prefix}.protocol`]: each((rule) => rule.protocol),
    [`${prefix}.to-port`]: each((rule) => String(rule.toPort)),
  };
}

const fieldsOf = ({ ctx }: Ec2): Fields<SecurityGroup> => ({
  description: (g) => g.description,
  "group-id": (g) => g.groupId,
  "group-name": (g) => g.name,
  "owner-id": () => ctx.accountId,
  "vpc-id": (g) => g.vpcId,
  ...ruleFields("ip-permission", "ingress"),
  ...ruleFields("egress.ip-permission", "egress"),
});

/** Names are looked for in the default VPC, as EC2 does. */
export const describeSecurityGroups = (ec2: Ec2) => {
  const { ctx, state } = ec2;
  const fields = fieldsOf(ec2);
  return (input: DescribeSecurityGroupsRequest): DescribeSecurityGroupsResult => {
    const named = (input.GroupNames ?? []).map((name) => requireGroupByName(ec2, name).groupId);
    const from = { all: state.securityGroups, ids: [...(input.GroupIds ?? []), ...named], kind: kinds.securityGroup };
    const { items, nextToken } = select(input, { ...from, fields });
    const SecurityGroups = items.map((group) => ({
      GroupId: group.groupId,
      GroupName: group.name,
      Description: group.description,
      VpcId: group.vpcId,
      OwnerId: ctx.accountId,
      SecurityGroupArn: groupArn(ec2, group.groupId),
      IpPermissions: toIpPermissions(group.ingress, ctx.accountId),
      IpPermissionsEgress: toIpPermissions(group.egress, ctx.accountId),
      Tags: shownTags(group.tags),
    }));
    return { SecurityGroups, NextToken: nextToken };
  };
};
