import type {
  CreateSecurityGroupRequest,
  CreateSecurityGroupResult,
  DeleteSecurityGroupRequest,
  DeleteSecurityGroupResult,
} from "@aws-sdk/client-ec2";
import { AwsError } from "../../core/error.ts";
import { resourceId } from "../../core/ids.ts";
import type { Ec2 } from "./context.ts";
import type { Ec2State, Permission, SecurityGroup } from "./model.ts";
import { defaultVpcOf, openEgress } from "./network.ts";
import { specifiedTags } from "./tag-specifications.ts";
import { kinds, requireOne } from "./validate.ts";

export const groupArn = ({ ctx }: Ec2, groupId: string): string =>
  `arn:aws:ec2:${ctx.region}:${ctx.accountId}:security-group/${groupId}`;

/** A group of the default VPC: only there do groups go by name. */
export function requireGroupByName({ ctx, state }: Ec2, name: string): SecurityGroup {
  const vpcId = defaultVpcOf(state)?.vpcId;
  const named = [...state.securityGroups.values()].filter((group) => group.name === name);
  const found = named.find((group) => group.vpcId === vpcId);
  if (found) return found;
  if (named[0] && ctx.deviates("group-names-everywhere")) return named[0];
  throw new AwsError("InvalidGroup.NotFound", `The security group '${name}' does not exist in default VPC '${vpcId}'`);
}

/** The group that a request names by its ID or its name. */
export function requireGroup(
  ec2: Ec2,
  { GroupId, GroupName }: { GroupId?: string | undefined; GroupName?: string | undefined },
): SecurityGroup {
  if (GroupId) return requireOne(ec2.state.securityGroups, GroupId, kinds.securityGroup);
  if (GroupName) return requireGroupByName(ec2, GroupName);
  throw new AwsError("MissingParameter", "The request must contain the parameter groupName or groupId");
}

interface GroupRequest {
  name: string;
  description: string;
  vpcId: string;
  tags: Map<string, string>;
  ingress?: Permission[];
  egress?: Permission[];
}

/** @throws AwsError InvalidGroup.Duplicate: a name names one group of a VPC. */
export function addSecurityGroup(state: Ec2State, request: GroupRequest): SecurityGroup {
  const { name, vpcId } = request;
  for (const other of state.securityGroups.values()) {
    if (other.vpcId !== vpcId || other.name !== name) continue;
    throw new AwsError("InvalidGroup.Duplicate", `The security group '${name}' already exists for VPC '${vpcId}'`);
  }
  const group = { ingress: [], egress: [openEgress()], ...request, groupId: resourceId("sg") };
  state.securityGroups.set(group.groupId, group);
  return group;
}

/** What EC2 accepts in names and descriptions of a VPC's groups. */
const TEXT = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/;

/** Order of checks: parameters, texts, VPC (the default one when none is named), name free. */
export const createSecurityGroup =
  (ec2: Ec2) =>
  (input: CreateSecurityGroupRequest): CreateSecurityGroupResult => {
    const { state } = ec2;
    const { GroupName: name, Description: description } = input;
    if (!name) throw new AwsError("MissingParameter", "The request must contain the parameter GroupName");
    if (!description) throw new AwsError("MissingParameter", "The request must contain the parameter GroupDescription");
    checkTexts(name, description);
    const vpcId = vpcIdOf(ec2, input.VpcId);
    const tags = specifiedTags(input.TagSpecifications, "security-group");
    const unseen = state.vpcs.has(vpcId) ? {} : { egress: [] };
    const { groupId } = addSecurityGroup(state, { name, description, vpcId, tags: new Map(tags), ...unseen });
    const Tags = Array.from(tags, ([Key, Value]) => ({ Key, Value }));
    return { GroupId: groupId, Tags, SecurityGroupArn: groupArn(ec2, groupId) };
  };

function vpcIdOf({ ctx, state }: Ec2, wanted: string | undefined): string {
  if (wanted !== undefined && ctx.deviates("unseen-vpcs")) return wanted;
  const vpc = wanted === undefined ? defaultVpcOf(state) : requireOne(state.vpcs, wanted, kinds.vpc);
  if (!vpc) throw new AwsError("VPCIdNotSpecified", "No default VPC for this user");
  return vpc.vpcId;
}

function checkTexts(name: string, description: string): void {
  const invalid = (parameter: string, value: string, hint: string) =>
    new AwsError("InvalidParameterValue", `Value (${value}) for parameter ${parameter} is invalid. ${hint}`);
  if (name.startsWith("sg-")) throw invalid("GroupName", name, "Group names may not be in the format sg-*");
  if (!TEXT.test(name)) throw invalid("GroupName", name, "Character sets beyond ASCII are not supported.");
  if (!TEXT.test(description)) {
    throw invalid("GroupDescription", description, "Character sets beyond ASCII are not supported.");
  }
}

/** Order of checks: there, not a VPC's own, not worn by an instance, not named by another group's rule. */
export const deleteSecurityGroup =
  (ec2: Ec2) =>
  (input: DeleteSecurityGroupRequest): DeleteSecurityGroupResult => {
    const { state } = ec2;
    const { groupId, name } = requireGroup(ec2, input);
    if (name === "default") {
      const text = `the specified group: "${groupId}" name: "default" cannot be deleted by a user`;
      throw new AwsError("CannotDelete", text);
    }
    if (isWorn(state, groupId) || isNamed(state, groupId)) {
      throw new AwsError("DependencyViolation", `resource ${groupId} has a dependent object`);
    }
    state.securityGroups.delete(groupId);
    return { Return: true, GroupId: groupId };
  };

const isWorn = (state: Ec2State, groupId: string): boolean =>
  [...state.instances.values()].some((one) => one.state !== "terminated" && one.securityGroupIds.includes(groupId));

const isNamed = (state: Ec2State, groupId: string): boolean =>
  [...state.securityGroups.values()].some(
    (group) =>
      group.groupId !== groupId && [...group.ingress, ...group.egress].some((rule) => rule.groupId === groupId),
  );
