import {
  AuthorizeSecurityGroupIngressCommand,
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeAvailabilityZonesCommand,
  DescribeImagesCommand,
  DescribeInternetGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeTagsCommand,
  DescribeVpcsCommand,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errorOf, startCloud, type TestCloud } from "../local.ts";
import { recordingDataPlane } from "../recorder.ts";
import { deployHubs, type Hubs } from "./vpc.ts";

const plane = recordingDataPlane();
let cloud: TestCloud;
let hubs: Hubs;
beforeAll(async () => {
  cloud = await startCloud({ dataPlane: plane });
  hubs = await deployHubs(cloud);
});
afterAll(() => cloud.close());

describe("tags", () => {
  const own = async () => {
    const Filters = [
      { Name: "resource-id", Values: [hubs.allocationId] },
      { Name: "key", Values: ["hubshift:*"] },
    ];
    return (await cloud.ec2.send(new DescribeTagsCommand({ Filters }))).Tags;
  };

  it("are written, overwritten and taken away", async () => {
    const Resources = [hubs.allocationId];
    const put = (Value: string) =>
      cloud.ec2.send(new CreateTagsCommand({ Resources, Tags: [{ Key: "hubshift:moves", Value }] }));
    await put("1");
    await put("2");
    expect(await own()).toEqual([
      { Key: "hubshift:moves", Value: "2", ResourceId: hubs.allocationId, ResourceType: "elastic-ip" },
    ]);
    const drop = (Value?: string) =>
      cloud.ec2.send(new DeleteTagsCommand({ Resources, Tags: [{ Key: "hubshift:moves", Value }] }));
    await drop("other");
    expect(await own()).toHaveLength(1);
    await drop();
    expect(await own()).toEqual([]);
  });

  it.each([
    ["InvalidInstanceID.NotFound", ["i-0123456789abcdef0"], "a"],
    ["InvalidAllocationID.NotFound", ["eipalloc-0123456789abcdef0"], "a"],
    ["InvalidID", ["thing-1"], "a"],
    ["InvalidParameterValue", ["i-0123456789abcdef0"], "aws:own"],
    ["InvalidParameterValue", ["i-0123456789abcdef0"], "k".repeat(128)],
  ])("are refused with %s", async (code, Resources, Key) => {
    const command = new CreateTagsCommand({ Resources, Tags: [{ Key, Value: "v" }] });
    expect((await errorOf(cloud.ec2.send(command))).code).toBe(code);
  });

  it("stop at fifty", async () => {
    const Tags = Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}`, Value: "" }));
    const command = new CreateTagsCommand({ Resources: [hubs.vpcId], Tags });
    expect((await errorOf(cloud.ec2.send(command))).code).toBe("TagLimitExceeded");
  });

  it("need a resource and a tag", async () => {
    const missing = (input: object) => errorOf(cloud.ec2.send(new CreateTagsCommand(input as never)));
    expect(await missing({ Tags: [{ Key: "a", Value: "b" }] })).toMatchObject({
      code: "MissingParameter",
      message: "The request must contain the parameter resourceIdSet",
    });
    expect(await missing({ Resources: ["i-1"] })).toMatchObject({ code: "MissingParameter" });
  });
});

describe("security groups", () => {
  const ssh = { IpProtocol: "tcp", FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: "192.0.2.0/24" }] };

  it("change what reaches the machines", async () => {
    const wireguard = "udp 51820-51822 0.0.0.0/0";
    const GroupId = hubs.groupId;
    await cloud.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [ssh] }));
    expect(plane.orders).toContain(`authorize ${hubs.standby} ${wireguard}, tcp 22-22 192.0.2.0/24`);
    const { SecurityGroups } = await cloud.ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [GroupId] }));
    expect(SecurityGroups?.[0]?.IpPermissions).toHaveLength(2);
    expect(
      await errorOf(cloud.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [ssh] }))),
    ).toMatchObject({
      code: "InvalidPermission.Duplicate",
      message: 'the specified rule "peer: 192.0.2.0/24, TCP, from port: 22, to port: 22, ALLOW" already exists',
    });
    await cloud.ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions: [ssh] }));
    expect(plane.orders.slice(-2).sort()).toEqual(
      [`authorize ${hubs.primary} ${wireguard}`, `authorize ${hubs.standby} ${wireguard}`].sort(),
    );
    expect(
      (await errorOf(cloud.ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions: [ssh] })))).code,
    ).toBe("InvalidPermission.NotFound");
  });

  it("let a group's members in by their addresses", async () => {
    const IpPermissions = [{ IpProtocol: "-1", UserIdGroupPairs: [{ GroupId: hubs.groupId }] }];
    await cloud.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: hubs.groupId, IpPermissions }));
    expect(plane.orders.at(-1)).toContain("-1 -1--1 10.0.0.10/32, -1 -1--1 10.0.1.10/32");
    await cloud.ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: hubs.groupId, IpPermissions }));
  });

  it.each([
    ["InvalidGroup.NotFound", { GroupId: "sg-0123456789abcdef0", IpPermissions: [ssh] }],
    ["InvalidGroupId.Malformed", { GroupId: "sg-1", IpPermissions: [ssh] }],
    ["InvalidGroup.NotFound", { GroupName: "nobody", IpPermissions: [ssh] }],
    ["MissingParameter", { IpPermissions: [ssh] }],
  ])("are refused with %s", async (code, input) => {
    expect((await errorOf(cloud.ec2.send(new AuthorizeSecurityGroupIngressCommand(input)))).code).toBe(code);
  });

  it.each([
    [{ ...ssh, FromPort: 23 }],
    [{ ...ssh, ToPort: 65_536 }],
    [{ ...ssh, FromPort: undefined }],
    [{ ...ssh, IpProtocol: "carrier-pigeon" }],
    [{ ...ssh, IpRanges: [{ CidrIp: "10.0.0.0/33" }] }],
  ])("refuse a rule that is none", async (rule) => {
    const command = new AuthorizeSecurityGroupIngressCommand({ GroupId: hubs.groupId, IpPermissions: [rule] });
    expect((await errorOf(cloud.ec2.send(command))).code).toBe("InvalidParameterValue");
  });
});

describe("the network", () => {
  it("is described", async () => {
    const Filters = [{ Name: "vpc-id", Values: [hubs.vpcId] }];
    expect((await cloud.ec2.send(new DescribeVpcsCommand({ Filters }))).Vpcs).toMatchObject([
      { CidrBlock: "10.0.0.0/16" },
    ]);
    const { Subnets } = await cloud.ec2.send(new DescribeSubnetsCommand({ Filters }));
    expect(Subnets?.map((s) => [s.CidrBlock, s.AvailabilityZone, s.AvailableIpAddressCount])).toEqual([
      ["10.0.0.0/24", "eu-west-1a", 250],
      ["10.0.1.0/24", "eu-west-1b", 250],
    ]);
    const routed = [{ Name: "association.subnet-id", Values: [Subnets?.[0]?.SubnetId ?? ""] }];
    const { RouteTables } = await cloud.ec2.send(new DescribeRouteTablesCommand({ Filters: routed }));
    expect(RouteTables?.[0]?.Routes?.map((r) => r.DestinationCidrBlock)).toEqual(["10.0.0.0/16", "0.0.0.0/0"]);
    const attached = [{ Name: "attachment.vpc-id", Values: [hubs.vpcId] }];
    const { InternetGateways } = await cloud.ec2.send(new DescribeInternetGatewaysCommand({ Filters: attached }));
    expect(InternetGateways?.[0]?.Attachments).toEqual([{ VpcId: hubs.vpcId, State: "available" }]);
  });

  it("cuts pages", async () => {
    const seen: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await cloud.ec2.send(new DescribeTagsCommand({ MaxResults: 5, NextToken }));
      expect(page.Tags?.length).toBeLessThanOrEqual(5);
      seen.push(...(page.Tags ?? []).map(({ ResourceId, Key }) => `${ResourceId} ${Key}`));
      NextToken = page.NextToken;
    } while (NextToken);
    const { Tags } = await cloud.ec2.send(new DescribeTagsCommand());
    expect(seen).toEqual(Tags?.map(({ ResourceId, Key }) => `${ResourceId} ${Key}`));
    expect(seen.length).toBeGreaterThan(5);
  });

  it.each([
    ["InvalidVpcID.NotFound", () => new DescribeVpcsCommand({ VpcIds: ["vpc-0123456789abcdef0"] })],
    ["InvalidSubnetID.NotFound", () => new DescribeSubnetsCommand({ SubnetIds: ["subnet-0123456789abcdef0"] })],
    [
      "InvalidRouteTableID.NotFound",
      () => new DescribeRouteTablesCommand({ RouteTableIds: ["rtb-0123456789abcdef0"] }),
    ],
    ["InvalidVpcID.Malformed", () => new DescribeVpcsCommand({ VpcIds: ["vpc-1"] })],
  ])("says %s", async (code, command) => {
    expect((await errorOf(cloud.ec2.send(command() as DescribeVpcsCommand))).code).toBe(code);
  });

  it("has zones and images", async () => {
    const { AvailabilityZones } = await cloud.ec2.send(new DescribeAvailabilityZonesCommand());
    expect(AvailabilityZones?.map(({ ZoneName, ZoneId }) => [ZoneName, ZoneId])).toEqual([
      ["eu-west-1a", "euw1-az1"],
      ["eu-west-1b", "euw1-az2"],
      ["eu-west-1c", "euw1-az3"],
    ]);
    const { Images } = await cloud.ec2.send(new DescribeImagesCommand());
    expect(Images?.map(({ ImageId }) => ImageId)).toEqual(["ami-0123456789abcdef0"]);
    expect((await errorOf(cloud.ec2.send(new DescribeImagesCommand({ ImageIds: ["ami-1"] })))).code).toBe(
      "InvalidAMIID.Malformed",
    );
  });
});
