import type { DescribeSecurityGroupsRequest, DescribeSecurityGroupsResult } from "@aws-sdk/client-ec2";
import { AwsError } from "../../core/error.ts";
import type { Ec2 } from "./context.ts";
import type { Fields } from "./filters.ts";
import { type SecurityGroup, tagList } from "./model.ts";
import { toIpPermissions } from "./permissions.ts";
import { select } from "./select.ts";
import { kinds } from "./validate.ts";

const fields: Fields<SecurityGroup> = {
  description: (g) => g.description,
  "group-id": (g) => g.groupId,
  "group-name": (g) => g.name,
  "ip-permission.cidr": (g) => g.ingress.flatMap((rule) => rule.cidr ?? []),
  "ip-permission.from-port": (g) => g.ingress.map((rule) => String(rule.fromPort)),
  "ip-permission.protocol": (g) => g.ingress.map((rule) => rule.protocol),
  "ip-permission.to-port": (g) => g.ingress.map((rule) => String(rule.toPort)),
  "vpc-id": (g) => g.vpcId,
};

export const describeSecurityGroups =
  ({ ctx, state }: Ec2) =>
  (input: DescribeSecurityGroupsRequest): DescribeSecurityGroupsResult => {
    const ids = [
      ...(input.GroupIds ?? []),
      ...(input.GroupNames ?? []).map((name) => idOf(state.securityGroups, name)),
    ];
    const { items, nextToken } = select(input, { all: state.securityGroups, ids, kind: kinds.securityGroup, fields });
    const SecurityGroups = items.map((group) => ({
      GroupId: group.groupId,
      GroupName: group.name,
      Description: group.description,
      VpcId: group.vpcId,
      OwnerId: ctx.accountId,
      SecurityGroupArn: `arn:aws:ec2:${ctx.region}:${ctx.accountId}:security-group/${group.groupId}`,
      IpPermissions: toIpPermissions(group.ingress, ctx.accountId),
      IpPermissionsEgress: toIpPermissions(group.egress, ctx.accountId),
      Tags: tagList(group.tags),
    }));
    return { SecurityGroups, NextToken: nextToken };
  };

function idOf(groups: ReadonlyMap<string, SecurityGroup>, name: string): string {
  for (const group of groups.values()) if (group.name === name) return group.groupId;
  throw new AwsError("InvalidGroup.NotFound", `The security group '${name}' does not exist`);
}
