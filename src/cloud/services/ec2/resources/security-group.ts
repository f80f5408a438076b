import type { IpPermission } from "@aws-sdk/client-ec2";
import { generatedName } from "../../../core/ids.ts";
import type { ResourceProvider } from "../../../core/types.ts";
import type { Ec2 } from "../context.ts";
import type { Permission, SecurityGroup } from "../model.ts";
import { samePermission, toPermissions } from "../permissions.ts";
import { addSecurityGroup } from "../security-groups.ts";
import { kinds, requireOne } from "../validate.ts";
import { required, resourceTags } from "./support.ts";

/** CloudFormation's way to write a rule: flat, one source. */
interface RuleProperties {
  IpProtocol: string;
  FromPort?: number | string;
  ToPort?: number | string;
  CidrIp?: string;
  CidrIpv6?: string;
  SourceSecurityGroupId?: string;
  DestinationSecurityGroupId?: string;
  Description?: string;
}

function toIpPermission(rule: RuleProperties): IpPermission {
  const Description = rule.Description;
  const GroupId = rule.SourceSecurityGroupId ?? rule.DestinationSecurityGroupId;
  return {
    IpProtocol: String(rule.IpProtocol),
    FromPort: rule.FromPort === undefined ? undefined : Number(rule.FromPort),
    ToPort: rule.ToPort === undefined ? undefined : Number(rule.ToPort),
    ...(rule.CidrIp && { IpRanges: [{ CidrIp: rule.CidrIp, Description }] }),
    ...(rule.CidrIpv6 && { Ipv6Ranges: [{ CidrIpv6: rule.CidrIpv6, Description }] }),
    ...(GroupId && { UserIdGroupPairs: [{ GroupId, Description }] }),
  };
}

const rulesFrom = (rules: readonly RuleProperties[] = []) => toPermissions(rules.map(toIpPermission));

/** The group's rules with its own ones changed: those that are resources of their own stay. */
function changed(
  rules: readonly Permission[],
  before: RuleProperties[] = [],
  after: RuleProperties[] = [],
): Permission[] {
  const gone = rulesFrom(before);
  return [...rules.filter((rule) => !gone.some((old) => samePermission(rule, old))), ...rulesFrom(after)];
}

export const securityGroup = ({ state, firewall }: Ec2): ResourceProvider => ({
  type: "AWS::EC2::SecurityGroup",
  replaces: ["GroupName", "GroupDescription", "VpcId"],
  async create(properties, resource) {
    const description = required<string>(properties, "GroupDescription");
    const { vpcId } = requireOne(state.vpcs, required<string>(properties, "VpcId"), kinds.vpc);
    const { groupId } = addSecurityGroup(state, {
      name: properties.GroupName ?? generatedName(resource.stackName, resource.logicalId, 255),
      description,
      vpcId,
      ingress: rulesFrom(properties.SecurityGroupIngress),
      ...(properties.SecurityGroupEgress && { egress: rulesFrom(properties.SecurityGroupEgress) }),
      tags: resourceTags(properties.Tags, resource),
    });
    return { physicalId: groupId, attributes: { GroupId: groupId, Id: groupId, VpcId: vpcId } };
  },
  async update(groupId, properties, resource, before) {
    const group = requireOne(state.securityGroups, groupId, kinds.securityGroup);
    group.ingress = changed(group.ingress, before.SecurityGroupIngress, properties.SecurityGroupIngress);
    if (before.SecurityGroupEgress || properties.SecurityGroupEgress) {
      group.egress = changed(group.egress, before.SecurityGroupEgress, properties.SecurityGroupEgress);
    }
    group.tags = resourceTags(properties.Tags, resource);
    await firewall.changed(group);
    return {};
  },
  async delete(physicalId) {
    state.securityGroups.delete(physicalId);
  },
});

/** A rule that is a resource of its own. */
function ruleProvider({ state, firewall }: Ec2, type: string, side: "ingress" | "egress"): ResourceProvider {
  const holderOf = (ruleId: string): [SecurityGroup, Permission] | undefined => {
    for (const group of state.securityGroups.values()) {
      const rule = group[side].find((known) => known.ruleId === ruleId);
      if (rule) return [group, rule];
    }
    return undefined;
  };
  return {
    type,
    async create(properties) {
      const group = requireOne(state.securityGroups, required<string>(properties, "GroupId"), kinds.securityGroup);
      const rules = rulesFrom([properties]);
      group[side].push(...rules);
      await firewall.changed(group);
      const ruleId = rules[0]?.ruleId ?? "";
      return { physicalId: ruleId, attributes: { Id: ruleId } };
    },
    async delete(physicalId) {
      const [group, rule] = holderOf(physicalId) ?? [];
      if (!group) return;
      group[side] = group[side].filter((known) => known !== rule);
      await firewall.changed(group);
    },
  };
}

export const securityGroupIngress = (ec2: Ec2) => ruleProvider(ec2, "AWS::EC2::SecurityGroupIngress", "ingress");
export const securityGroupEgress = (ec2: Ec2) => ruleProvider(ec2, "AWS::EC2::SecurityGroupEgress", "egress");
