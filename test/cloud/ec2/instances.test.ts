import {
  DescribeInstanceAttributeCommand,
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  type DescribeInstancesRequest,
  type Filter,
  RebootInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errorOf, startCloud, type TestCloud } from "../local.ts";
import { deployHubs, type Hubs } from "./vpc.ts";

let cloud: TestCloud;
let hubs: Hubs;
beforeAll(async () => {
  cloud = await startCloud();
  hubs = await deployHubs(cloud);
});
afterAll(() => cloud.close());

const ABSENT = "i-0123456789abcdef0";

async function idsWith(input: { Filters?: Filter[]; InstanceIds?: string[] }) {
  const { Reservations } = await cloud.ec2.send(new DescribeInstancesCommand(input));
  return Reservations?.flatMap(({ Instances }) => Instances?.map(({ InstanceId }) => InstanceId));
}

describe("DescribeInstances", () => {
  it("shows what the template asked for", async () => {
    const { Reservations } = await cloud.ec2.send(new DescribeInstancesCommand({ InstanceIds: [hubs.primary] }));
    expect(Reservations?.[0]?.Instances?.[0]).toMatchObject({
      InstanceId: hubs.primary,
      ImageId: "ami-0123456789abcdef0",
      InstanceType: "t3.micro",
      Placement: { AvailabilityZone: "eu-west-1a" },
      PrivateIpAddress: "10.0.0.10",
      PublicIpAddress: "203.0.113.128",
      PublicDnsName: "ec2-203-0-113-128.eu-west-1.compute.amazonaws.com",
      SecurityGroups: [{ GroupId: hubs.groupId }],
      SourceDestCheck: false,
      State: { Code: 16, Name: "running" },
      VpcId: hubs.vpcId,
      NetworkInterfaces: [{ PrivateIpAddress: "10.0.0.10", Association: { IpOwnerId: "amazon" } }],
    });
    expect(Reservations?.[0]?.Instances?.[0]?.Tags).toContainEqual({ Key: "Name", Value: "DC1-SP1" });
  });

  it.each<[string, Filter[], ("primary" | "standby")[]]>([
    ["a tag", [{ Name: "tag:Name", Values: ["DC1-SP2"] }], ["standby"]],
    ["several values: any of them", [{ Name: "tag:Name", Values: ["nobody", "DC1-SP1"] }], ["primary"]],
    [
      "several filters: all of them",
      [
        { Name: "tag:Name", Values: ["DC1-*"] },
        { Name: "availability-zone", Values: ["eu-west-1b"] },
      ],
      ["standby"],
    ],
    ["a star", [{ Name: "tag:Name", Values: ["*-SP*"] }], ["primary", "standby"]],
    ["a question mark", [{ Name: "tag:Name", Values: ["DC?-SP1"] }], ["primary"]],
    ["an escaped star", [{ Name: "tag:Name", Values: ["DC1-\\*"] }], []],
    ["capitals", [{ Name: "tag:Name", Values: ["dc1-sp1"] }], []],
    ["a dot as itself", [{ Name: "private-ip-address", Values: ["10.0.0.1."] }], []],
    ["a tag's key", [{ Name: "tag-key", Values: ["Name"] }], ["primary", "standby"]],
    ["a state", [{ Name: "instance-state-name", Values: ["running"] }], ["primary", "standby"]],
    ["a state's code", [{ Name: "instance-state-code", Values: ["80"] }], []],
    ["a public address", [{ Name: "ip-address", Values: ["203.0.113.129"] }], ["standby"]],
  ])("filters by %s", async (_, Filters, names) => {
    expect(await idsWith({ Filters })).toEqual(names.map((name) => hubs[name]));
  });

  it("refuses what AWS refuses", async () => {
    const send = (input: DescribeInstancesRequest) => errorOf(cloud.ec2.send(new DescribeInstancesCommand(input)));
    expect(await send({ InstanceIds: [ABSENT] })).toMatchObject({
      code: "InvalidInstanceID.NotFound",
      message: `The instance ID '${ABSENT}' does not exist`,
    });
    expect(await send({ InstanceIds: [ABSENT, "i-0123456789abcdef1"] })).toMatchObject({
      message: `The instance IDs '${ABSENT}, i-0123456789abcdef1' do not exist`,
    });
    expect(await send({ InstanceIds: ["i-xyz"] })).toMatchObject({
      code: "InvalidInstanceID.Malformed",
      message: 'Invalid id: "i-xyz"',
    });
    expect(await send({ InstanceIds: ["vpc-1"] })).toMatchObject({
      message: 'Invalid id: "vpc-1" (expecting "i-...")',
    });
    expect(await send({ InstanceIds: [""] })).toMatchObject({ code: "MissingParameter" });
    expect(await send({ Filters: [{ Name: "colour", Values: ["red"] }] })).toMatchObject({
      code: "InvalidParameterValue",
      message: "The filter 'colour' is invalid",
    });
    expect(await send({ Filters: [{ Name: "vpc-id" }] })).toMatchObject({ code: "InvalidParameterValue" });
    expect(await send({ InstanceIds: [hubs.primary], MaxResults: 5 })).toMatchObject({
      code: "InvalidParameterCombination",
      message: "The parameter instancesSet cannot be used with the parameter maxResults",
    });
    expect(await send({ MaxResults: 4 })).toMatchObject({
      code: "InvalidParameterValue",
      message: "Value ( 4 ) for parameter maxResults is invalid. Expecting a value greater than 5.",
    });
    expect(await send({ MaxResults: 1001 })).toMatchObject({ code: "InvalidParameterValue" });
    expect(await send({ NextToken: "nonsense" })).toMatchObject({ code: "InvalidParameterValue" });
  });
});

describe("changing states", () => {
  it("refuses what AWS refuses, and then changes nothing", async () => {
    const absent = { InstanceIds: [hubs.primary, ABSENT] };
    for (const command of [
      new StartInstancesCommand(absent),
      new StopInstancesCommand(absent),
      new RebootInstancesCommand(absent),
      new TerminateInstancesCommand(absent),
    ]) {
      expect((await errorOf(cloud.ec2.send(command as StopInstancesCommand))).code).toBe("InvalidInstanceID.NotFound");
    }
    expect(await errorOf(cloud.ec2.send(new StopInstancesCommand({ InstanceIds: [] })))).toMatchObject({
      code: "InvalidParameterCombination",
      message: "No instances specified",
    });
    expect(
      await errorOf(cloud.ec2.send(new StopInstancesCommand({ InstanceIds: [hubs.primary], Hibernate: true }))),
    ).toMatchObject({ code: "UnsupportedHibernationConfiguration" });
    expect(
      await errorOf(cloud.ec2.send(new StopInstancesCommand({ InstanceIds: [hubs.primary], DryRun: true }))),
    ).toEqual({
      code: "DryRunOperation",
      message: "Request would have succeeded, but DryRun flag is set.",
      status: 412,
    });
    expect(await idsWith({ Filters: [{ Name: "instance-state-name", Values: ["running"] }] })).toHaveLength(2);
  });

  it("answers the same for an instance that is there already", async () => {
    const running = { Code: 16, Name: "running" };
    const { StartingInstances } = await cloud.ec2.send(new StartInstancesCommand({ InstanceIds: [hubs.primary] }));
    expect(StartingInstances).toEqual([{ InstanceId: hubs.primary, CurrentState: running, PreviousState: running }]);
  });

  it("says what an attribute is", async () => {
    const read = (Attribute: string, InstanceId = hubs.primary) =>
      cloud.ec2.send(new DescribeInstanceAttributeCommand({ InstanceId, Attribute: Attribute as "sourceDestCheck" }));
    expect(await read("sourceDestCheck")).toMatchObject({
      InstanceId: hubs.primary,
      SourceDestCheck: { Value: false },
    });
    expect(await read("instanceType")).toMatchObject({ InstanceType: { Value: "t3.micro" } });
    expect((await errorOf(read("colour"))).code).toBe("InvalidParameterValue");
    expect((await errorOf(read("instanceType", ABSENT))).code).toBe("InvalidInstanceID.NotFound");
  });

  it("shows the status of running instances, and of all when asked", async () => {
    const { InstanceStatuses } = await cloud.ec2.send(
      new DescribeInstanceStatusCommand({ Filters: [{ Name: "instance-status.status", Values: ["ok"] }] }),
    );
    expect(InstanceStatuses?.map(({ InstanceId }) => InstanceId)).toEqual([hubs.primary, hubs.standby]);
  });

  it("terminates for good", async () => {
    const { TerminatingInstances } = await cloud.ec2.send(
      new TerminateInstancesCommand({ InstanceIds: [hubs.standby] }),
    );
    expect(TerminatingInstances?.[0]).toMatchObject({ CurrentState: { Name: "shutting-down" } });
    await cloud.seen(({ kind, detail }) => kind === "instance-state" && detail.state === "terminated");
    for (const [command, text] of [
      [
        new StartInstancesCommand({ InstanceIds: [hubs.standby] }),
        `The instance '${hubs.standby}' is not in a state from which it can be started.`,
      ],
      [
        new StopInstancesCommand({ InstanceIds: [hubs.standby] }),
        `This instance '${hubs.standby}' is not in a state from which it can be stopped.`,
      ],
    ] as const) {
      expect(await errorOf(cloud.ec2.send(command as StopInstancesCommand))).toMatchObject({
        code: "IncorrectInstanceState",
        message: text,
      });
    }
  });
});
