import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateTagsCommand,
  CreateVpcCommand,
  DeleteSecurityGroupCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  ModifySecurityGroupRulesCommand,
  ModifySubnetAttributeCommand,
  RevokeSecurityGroupEgressCommand,
  RunInstancesCommand,
  UpdateSecurityGroupRuleDescriptionsIngressCommand,
} from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { errorOf, startCloud, type TestCloud } from "../local.ts";

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await startCloud();
});
afterEach(() => cloud.close());

const make = async (GroupName: string, VpcId?: string) => {
  const input = { GroupName, Description: `${GroupName}s`, VpcId };
  return (await cloud.ec2.send(new CreateSecurityGroupCommand(input))).GroupId ?? "";
};
const found = async (input: object) =>
  (await cloud.ec2.send(new DescribeSecurityGroupsCommand(input))).SecurityGroups ?? [];
const rulesOf = async (GroupId: string) => {
  const Filters = [{ Name: "group-id", Values: [GroupId] }];
  return (await cloud.ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }))).SecurityGroupRules ?? [];
};
const https = {
  IpProtocol: "tcp",
  FromPort: 443,
  ToPort: 443,
  IpRanges: [{ CidrIp: "192.0.2.7/24", Description: "office" }],
};

describe("security groups", () => {
  it("are made in the default VPC, found by name there, and deleted", async () => {
    const GroupId = await make("web");
    expect(await found({ GroupNames: ["web"] })).toMatchObject([
      { GroupId, Description: "webs", IpPermissions: [], IpPermissionsEgress: [{ IpProtocol: "-1" }] },
    ]);
    await cloud.ec2.send(new DeleteSecurityGroupCommand({ GroupName: "web" }));
    expect((await errorOf(found({ GroupNames: ["web"] }))).code).toBe("InvalidGroup.NotFound");
  });

  it("have one name each in their VPC", async () => {
    await make("web");
    expect((await errorOf(make("web"))).code).toBe("InvalidGroup.Duplicate");
    const { Vpc } = await cloud.ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
    const other = await make("web", Vpc?.VpcId);
    expect(
      (await found({ Filters: [{ Name: "vpc-id", Values: [Vpc?.VpcId ?? ""] }] })).map((g) => g.GroupId),
    ).toContain(other);
  });

  it.each([
    ["MissingParameter", { GroupName: "web", Description: "" }],
    ["InvalidParameterValue", { GroupName: "sg-web", Description: "d" }],
    ["InvalidParameterValue", { GroupName: "wéb", Description: "d" }],
    ["InvalidVpcID.NotFound", { GroupName: "web", Description: "d", VpcId: "vpc-0123456789abcdef0" }],
  ])("are refused with %s", async (code, input) => {
    expect((await errorOf(cloud.ec2.send(new CreateSecurityGroupCommand(input)))).code).toBe(code);
  });

  it("stay while something depends on them", async () => {
    const [standard] = await found({ GroupNames: ["default"] });
    const drop = (GroupId = "") => errorOf(cloud.ec2.send(new DeleteSecurityGroupCommand({ GroupId })));
    expect((await drop(standard?.GroupId)).code).toBe("CannotDelete");
    const [worn, named, naming] = [await make("worn"), await make("named"), await make("naming")];
    const IpPermissions = [{ IpProtocol: "-1", UserIdGroupPairs: [{ GroupName: "named" }] }];
    await cloud.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: naming, IpPermissions }));
    const one = { ImageId: "ami-0123456789abcdef0", MinCount: 1, MaxCount: 1 };
    await cloud.ec2.send(new RunInstancesCommand({ ...one, SecurityGroups: ["worn"] }));
    for (const id of [worn, named]) expect((await drop(id)).code).toBe("DependencyViolation");
  });
});

describe("security group rules", () => {
  it("have IDs and tags, and may be changed by their ID", async () => {
    const GroupId = await make("web");
    const TagSpecifications = [{ ResourceType: "security-group-rule" as const, Tags: [{ Key: "a", Value: "1" }] }];
    const input = { GroupId, IpPermissions: [https], TagSpecifications };
    const { SecurityGroupRules } = await cloud.ec2.send(new AuthorizeSecurityGroupIngressCommand(input));
    const [rule] = SecurityGroupRules ?? [];
    expect(rule).toMatchObject({ CidrIpv4: "192.0.2.0/24", Description: "office", Tags: [{ Key: "a", Value: "1" }] });
    const SecurityGroupRuleId = rule?.SecurityGroupRuleId ?? "";
    await cloud.ec2.send(new CreateTagsCommand({ Resources: [SecurityGroupRuleId], Tags: [{ Key: "b", Value: "2" }] }));
    const SecurityGroupRule = { IpProtocol: "tcp", FromPort: 80, ToPort: 80, CidrIpv4: "198.51.100.0/24" };
    const changes = [{ SecurityGroupRuleId, SecurityGroupRule }];
    await cloud.ec2.send(new ModifySecurityGroupRulesCommand({ GroupId, SecurityGroupRules: changes }));
    expect(await rulesOf(GroupId)).toMatchObject([
      { IsEgress: true, IpProtocol: "-1", FromPort: -1, CidrIpv4: "0.0.0.0/0" },
      {
        SecurityGroupRuleId,
        IsEgress: false,
        FromPort: 80,
        CidrIpv4: "198.51.100.0/24",
        Tags: [{ Key: "a" }, { Key: "b" }],
      },
    ]);
  });

  it("are described anew, found by what they say, and taken away by ID", async () => {
    const GroupId = await make("web");
    await cloud.ec2.send(new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions: [https] }));
    await cloud.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [https] }));
    const described = { ...https, IpRanges: [{ CidrIp: "192.0.2.0/24", Description: "home" }] };
    await cloud.ec2.send(
      new UpdateSecurityGroupRuleDescriptionsIngressCommand({ GroupId, IpPermissions: [described] }),
    );
    for (const [Name, value] of [
      ["ip-permission.cidr", "192.0.2.0/24"],
      ["egress.ip-permission.to-port", "443"],
      ["egress.ip-permission.protocol", "tcp"],
    ]) {
      expect((await found({ Filters: [{ Name, Values: [value] }] })).map((g) => g.GroupId)).toEqual([GroupId]);
    }
    const rules = await rulesOf(GroupId);
    const egress = rules.slice(0, -1);
    expect(rules.at(-1)?.Description).toBe("home");
    const SecurityGroupRuleIds = egress.map((rule) => rule.SecurityGroupRuleId ?? "");
    await cloud.ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId, SecurityGroupRuleIds }));
    expect(await rulesOf(GroupId)).toHaveLength(1);
  });

  it.each([
    ["InvalidPermission.Duplicate", [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }]],
    ["InvalidParameterValue", [https, { ...https, IpRanges: [{ CidrIp: "192.0.2.99/24" }] }]],
    ["InvalidGroup.NotFound", [{ IpProtocol: "-1", UserIdGroupPairs: [{ GroupId: "sg-0123456789abcdef0" }] }]],
  ])("are refused with %s", async (code, IpPermissions) => {
    const GroupId = await make("web");
    const refused = cloud.ec2.send(new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions }));
    expect((await errorOf(refused)).code).toBe(code);
    expect(await rulesOf(GroupId)).toHaveLength(1);
  });

  const WEB = { IpProtocol: "tcp", FromPort: 80, ToPort: 80, CidrIpv4: "198.51.100.0/24" };
  it.each([
    [
      { ...WEB, IpProtocol: undefined },
      "InvalidParameterValue",
      "Invalid value 'null' for protocol. VPC security group rules must specify protocols explicitly.",
    ],
    [
      { ...WEB, FromPort: undefined },
      "InvalidParameterValue",
      "Invalid value for portRange. Must specify both from and to ports with TCP/UDP.",
    ],
    [
      { ...WEB, CidrIpv4: undefined },
      "MissingParameter",
      "The request must contain exactly one of: cidrIp, cidrIpv6, prefixListId, or referencedGroupId",
    ],
    [
      { ...WEB, CidrIpv6: "2001:db8::/32" },
      "InvalidParameterCombination",
      "Only one of cidrIp, cidrIpv6, prefixListId, or referencedGroupId can be specified",
    ],
  ])("cannot be changed into %j", async (SecurityGroupRule, code, message) => {
    const GroupId = await make("web");
    const before = await rulesOf(GroupId);
    const SecurityGroupRules = [{ SecurityGroupRuleId: before[0]?.SecurityGroupRuleId ?? "", SecurityGroupRule }];
    const refused = cloud.ec2.send(new ModifySecurityGroupRulesCommand({ GroupId, SecurityGroupRules }));
    expect(await errorOf(refused)).toMatchObject({ code, message });
    expect(await rulesOf(GroupId)).toEqual(before);
  });

  it("are looked for in groups whose IDs are well-formed, existing or not", async () => {
    const search = (...Values: string[]) =>
      cloud.ec2.send(new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: "group-id", Values }] }));
    const message = "The security group ID 'web' is malformed";
    expect(await errorOf(search("web"))).toMatchObject({ code: "InvalidGroupId.Malformed", message });
    expect((await search("sg-0123456789abcdef0")).SecurityGroupRules).toEqual([]);
  });
});

describe("VPCs and subnets", () => {
  it("begin with the default VPC, as in every account", async () => {
    const Filters = [{ Name: "is-default", Values: ["true"] }];
    const { Vpcs } = await cloud.ec2.send(new DescribeVpcsCommand({ Filters }));
    expect(Vpcs).toMatchObject([{ CidrBlock: "172.31.0.0/16", IsDefault: true }]);
    const { Subnets } = await cloud.ec2.send(
      new DescribeSubnetsCommand({ Filters: [{ Name: "default-for-az", Values: ["true"] }] }),
    );
    expect(Subnets?.map((s) => [s.CidrBlock, s.AvailabilityZone, s.MapPublicIpOnLaunch])).toEqual([
      ["172.31.0.0/20", "eu-west-1a", true],
      ["172.31.16.0/20", "eu-west-1b", true],
      ["172.31.32.0/20", "eu-west-1c", true],
    ]);
  });

  it("are made and deleted, from the inside out", async () => {
    const { Vpc } = await cloud.ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.7.7/16" }));
    expect(Vpc).toMatchObject({ CidrBlock: "10.0.0.0/16", State: "pending", IsDefault: false });
    const VpcId = Vpc?.VpcId ?? "";
    const { Subnet } = await cloud.ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: "10.0.1.0/24" }));
    const SubnetId = Subnet?.SubnetId ?? "";
    await cloud.ec2.send(new ModifySubnetAttributeCommand({ SubnetId, MapPublicIpOnLaunch: { Value: true } }));
    const { Subnets } = await cloud.ec2.send(new DescribeSubnetsCommand({ SubnetIds: [SubnetId] }));
    expect(Subnets).toMatchObject([{ MapPublicIpOnLaunch: true, DefaultForAz: false, AvailableIpAddressCount: 251 }]);
    const dropVpc = () => cloud.ec2.send(new DeleteVpcCommand({ VpcId }));
    expect((await errorOf(dropVpc())).code).toBe("DependencyViolation");
    await cloud.ec2.send(new DeleteSubnetCommand({ SubnetId }));
    await dropVpc();
    expect((await errorOf(dropVpc())).code).toBe("InvalidVpcID.NotFound");
  });
});
