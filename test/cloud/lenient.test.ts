import { readdirSync, readFileSync } from "node:fs";
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  type GetMetricStatisticsCommandInput,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  ListTagsForResourceCommand as TagsOfAlarm,
} from "@aws-sdk/client-cloudwatch";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeAddressesCommand,
  DescribeInstancesCommand,
  DescribeSecurityGroupsCommand,
  type EC2Client,
  type IpPermission,
  ModifyInstanceAttributeCommand,
  ReleaseAddressCommand,
  RunInstancesCommand,
  waitUntilInstanceRunning,
} from "@aws-sdk/client-ec2";
import { DescribeRuleCommand, EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Deviation, motoDeviations } from "../../src/cloud/lenient/deviations.ts";
import { startCloud, type TestCloud } from "./local.ts";

interface Clients {
  ec2: EC2Client;
  cloudwatch: CloudWatchClient;
  events: EventBridgeClient;
  logs: CloudWatchLogsClient;
}

const IMAGE = { ImageId: "ami-0123456789abcdef0", MinCount: 1, MaxCount: 1 };
const running = async (ec2: EC2Client, input: object = {}) => {
  const { Instances } = await ec2.send(new RunInstancesCommand({ ...IMAGE, ...input }));
  const InstanceIds = [Instances?.[0]?.InstanceId ?? ""];
  await waitUntilInstanceRunning({ client: ec2, maxWaitTime: 10, minDelay: 1, maxDelay: 1 }, { InstanceIds });
  return InstanceIds;
};
const address = async (ec2: EC2Client) => (await ec2.send(new AllocateAddressCommand())).AllocationId;
const group = (ec2: EC2Client, GroupName: string, VpcId?: string) =>
  ec2.send(new CreateSecurityGroupCommand({ GroupName, Description: GroupName, VpcId }));
const ANYONE = { IpRanges: [{ CidrIp: "0.0.0.0/0" }] };
const rule = async (ec2: EC2Client, name: string, permission: IpPermission) => {
  const { GroupId } = await group(ec2, name);
  const IpPermissions = [{ IpProtocol: "tcp", FromPort: 80, ToPort: 80, ...permission }];
  const made = await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  return made.SecurityGroupRules ?? [];
};
const vpc = async (ec2: EC2Client) => (await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }))).Vpc?.VpcId;
const stream = async (logs: CloudWatchLogsClient, logGroupName: string) => {
  const names = { logGroupName, logStreamName: "one" };
  await logs.send(new CreateLogGroupCommand(names));
  await logs.send(new CreateLogStreamCommand(names));
  return names;
};
const metric = { Namespace: "Own", MetricName: "Load" };
const datum = (cloudwatch: CloudWatchClient, Value?: number) =>
  cloudwatch.send(
    new PutMetricDataCommand({ Namespace: "Own", MetricData: [{ MetricName: "Load", Unit: "Count", Value }] }),
  );
const newAlarm = (cloudwatch: CloudWatchClient, AlarmName: string) => {
  const limits = { Period: 60, EvaluationPeriods: 1, Threshold: 1 };
  const judged = { Statistic: "Sum", ComparisonOperator: "GreaterThanThreshold" } as const;
  return cloudwatch.send(new PutMetricAlarmCommand({ AlarmName, ...metric, ...limits, ...judged }));
};
const DAY = 86_400_000;

/** What a client sees of each deviation: an answer, or an error as `code: message`. First in AWS, then in moto. */
const seen: Record<Deviation, [see: (clients: Clients) => Promise<unknown>, aws: unknown, moto: unknown]> = {
  "address-in-braces": [
    ({ ec2 }) => ec2.send(new DescribeAddressesCommand({ PublicIps: ["203.0.113.250"] })),
    "InvalidAddress.NotFound: Address '203.0.113.250' not found.",
    "InvalidAddress.NotFound: Address '{'203.0.113.250'}' not found.",
  ],
  "address-owner": [
    async ({ ec2 }) => {
      const InstanceIds = await running(ec2);
      const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds }));
      return Reservations?.[0]?.Instances?.[0]?.NetworkInterfaces?.[0]?.Association?.IpOwnerId;
    },
    "amazon",
    "111122223333",
  ],
  "alarms-begin-ok": [
    async ({ cloudwatch }) => {
      await newAlarm(cloudwatch, "new");
      const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: ["new"] }));
      return MetricAlarms?.[0]?.StateValue;
    },
    "INSUFFICIENT_DATA",
    "OK",
  ],
  "alarm-tags": [
    async ({ cloudwatch }) => {
      const ResourceARN = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:nobody";
      return (await cloudwatch.send(new TagsOfAlarm({ ResourceARN }))).Tags;
    },
    "ResourceNotFoundException: Unknown",
    [],
  ],
  "alarms-without-threshold": [
    async ({ cloudwatch }) => {
      const input = { AlarmName: "bare", ...metric, Period: 60, EvaluationPeriods: 1 };
      const ComparisonOperator = "GreaterThanThreshold" as const;
      await cloudwatch.send(new PutMetricAlarmCommand({ ...input, ComparisonOperator }));
      return (await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: ["bare"] }))).MetricAlarms?.length;
    },
    expect.stringMatching(/^ValidationE\w+: .*Value null at 'threshold'/),
    1,
  ],
  "any-access-key": [
    async ({ ec2 }) => {
      const endpoint = await ec2.config.endpoint?.();
      const credentials = { accessKeyId: "testing", secretAccessKey: "testing" };
      const config = { region: "eu-west-1", endpoint: `http://127.0.0.1:${endpoint?.port}`, credentials };
      return (await new STSClient(config).send(new GetCallerIdentityCommand())).Arn;
    },
    expect.stringMatching(/^InvalidClientTokenId: /),
    "arn:aws:iam::111122223333:root",
  ],
  "any-elastic-address": [
    async ({ ec2 }) => {
      const { PublicIp } = await ec2.send(new AllocateAddressCommand({ Address: "198.51.100.7" }));
      return [PublicIp, (await ec2.send(new AllocateAddressCommand({ Domain: "standard" }))).Domain];
    },
    "InvalidAddress.NotFound: Address '198.51.100.7' not found.",
    ["198.51.100.7", "standard"],
  ],
  "any-time": [
    async ({ ec2 }) => {
      const endpoint = await ec2.config.endpoint?.();
      const credentials = await ec2.config.credentials();
      const config = {
        region: "eu-west-1",
        endpoint: `http://127.0.0.1:${endpoint?.port}`,
        credentials,
        maxAttempts: 1,
      };
      const yesterday = new STSClient({ ...config, systemClockOffset: -DAY });
      return (await yesterday.send(new GetCallerIdentityCommand())).Arn;
    },
    expect.stringMatching(/^SignatureDoesNotMatch: Signature expired/),
    "arn:aws:iam::111122223333:root",
  ],
  "change-while-running": [
    async ({ ec2 }) => {
      const [InstanceId] = await running(ec2);
      await ec2.send(new ModifyInstanceAttributeCommand({ InstanceId, InstanceType: { Value: "t3.micro" } }));
      return "changed";
    },
    expect.stringMatching(/^IncorrectInstanceState: /),
    "changed",
  ],
  "closed-default-groups": [
    async ({ ec2 }) => {
      const Filters = [{ Name: "vpc-id", Values: [(await vpc(ec2)) ?? ""] }];
      const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
      return SecurityGroups?.map(({ IpPermissions }) => IpPermissions?.length);
    },
    [1],
    [0],
  ],
  "data-without-value": [
    async ({ cloudwatch }) => (await datum(cloudwatch)).$metadata.httpStatusCode,
    expect.stringMatching(/^InvalidParameterCombination/),
    200,
  ],
  "empty-members": [
    async ({ ec2, cloudwatch }) => {
      const AllocationIds = [(await address(ec2)) ?? ""];
      const { Addresses } = await ec2.send(new DescribeAddressesCommand({ AllocationIds }));
      await newAlarm(cloudwatch, "plain");
      const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: ["plain"] }));
      return [Addresses?.[0]?.InstanceId, MetricAlarms?.[0]?.Metrics];
    },
    [undefined, undefined],
    ["", []],
  ],
  "fewer-dimensions": [
    async ({ cloudwatch }) => {
      const name = { Namespace: "Own", MetricName: "Sent" };
      const one = { Name: "Hub", Value: "one" };
      const Dimensions = [one, { Name: "Site", Value: "a" }];
      const MetricData = [{ MetricName: "Sent", Value: 5, Dimensions }];
      await cloudwatch.send(new PutMetricDataCommand({ Namespace: "Own", MetricData }));
      const range = { StartTime: new Date(Date.now() - 60_000), EndTime: new Date(Date.now() + 60_000) };
      const of = { ...name, ...range, Period: 60, Statistics: ["Sum"] } satisfies GetMetricStatisticsCommandInput;
      const { Datapoints } = await cloudwatch.send(new GetMetricStatisticsCommand({ ...of, Dimensions: [one] }));
      const sum = (more: object) => ({ MetricStat: { Metric: { ...name, ...more }, Period: 60, Stat: "Sum" } });
      const MetricDataQueries = [
        { Id: "none", ...sum({}) },
        { Id: "one", ...sum({ Dimensions: [one] }) },
      ];
      const { MetricDataResults } = await cloudwatch.send(new GetMetricDataCommand({ ...range, MetricDataQueries }));
      return [Datapoints?.map(({ Sum }) => Sum), ...(MetricDataResults ?? []).map(({ Values }) => Values)];
    },
    [[], [], []],
    [[5], [5], []],
  ],
  "group-names-everywhere": [
    async ({ ec2 }) => {
      await group(ec2, "elsewhere", await vpc(ec2));
      const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupNames: ["elsewhere"] }));
      return SecurityGroups?.length;
    },
    expect.stringMatching(/^InvalidGroup.NotFound: /),
    1,
  ],
  "host-bits-kept": [
    async ({ ec2 }) => (await rule(ec2, "host-bits", { IpRanges: [{ CidrIp: "10.1.2.3/8" }] }))[0]?.CidrIpv4,
    "10.0.0.0/8",
    "10.1.2.3/8",
  ],
  "labels-with-statistic": [
    async ({ cloudwatch }) => {
      const MetricDataQueries = [{ Id: "a", MetricStat: { Metric: metric, Period: 60, Stat: "Sum" } }];
      const range = { StartTime: new Date(Date.now() - 60_000), EndTime: new Date() };
      const { MetricDataResults } = await cloudwatch.send(new GetMetricDataCommand({ MetricDataQueries, ...range }));
      return MetricDataResults?.[0]?.Label;
    },
    "Load",
    "Load Sum",
  ],
  "malformed-group-ids": [
    ({ ec2 }) => ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: ["sg-123abc"] })),
    'InvalidGroupId.Malformed: Invalid id: "sg-123abc"',
    "InvalidGroup.NotFound: The security group 'sg-123abc' does not exist",
  ],
  "missing-target-text": [
    async ({ ec2 }) => ec2.send(new AssociateAddressCommand({ AllocationId: await address(ec2) })),
    "MissingParameter: Either instance ID or network interface id must be specified",
    "MissingParameter: Invalid request, expect InstanceId/NetworkId parameter.",
  ],
  "old-index-from-before": [
    async ({ logs }) => {
      const logEvents = [{ timestamp: Date.now() - 15 * DAY, message: "old" }];
      const answer = await logs.send(new PutLogEventsCommand({ ...(await stream(logs, "old")), logEvents }));
      return answer.rejectedLogEventsInfo?.tooOldLogEventEndIndex;
    },
    1,
    0,
  ],
  "ports-either-way": [
    async ({ ec2 }) => (await rule(ec2, "ports", { ...ANYONE, FromPort: 443, ToPort: 22 }))[0]?.FromPort,
    "InvalidParameterValue: Invalid TCP/UDP port range (443:22)",
    443,
  ],
  "periods-from-start": [
    async ({ cloudwatch }) => {
      const minute = Math.floor(Date.now() / 60_000) * 60_000;
      const at = (seconds: number) => new Date(minute + seconds * 1000);
      const MetricData = [50, 70].map((second) => ({ MetricName: "Period", Value: second, Timestamp: at(second) }));
      await cloudwatch.send(new PutMetricDataCommand({ Namespace: "Own", MetricData }));
      const MetricStat = { Metric: { Namespace: "Own", MetricName: "Period" }, Period: 60, Stat: "Sum" };
      const input = { MetricDataQueries: [{ Id: "a", MetricStat }], StartTime: at(40), EndTime: at(100) };
      const { MetricDataResults } = await cloudwatch.send(new GetMetricDataCommand(input));
      return MetricDataResults?.[0]?.Values;
    },
    [70, 50],
    [120],
  ],
  "private-address-anywhere": [
    async ({ ec2 }) => {
      const { Instances } = await ec2.send(new RunInstancesCommand({ ...IMAGE, PrivateIpAddress: "10.9.9.9" }));
      return Instances?.[0]?.PrivateIpAddress;
    },
    expect.stringMatching(/^InvalidParameterValue: /),
    "10.9.9.9",
  ],
  "public-address-at-once": [
    async ({ ec2 }) => typeof (await ec2.send(new RunInstancesCommand(IMAGE))).Instances?.[0]?.PublicIpAddress,
    "undefined",
    "string",
  ],
  "release-held-address": [
    async ({ ec2 }) => {
      const AllocationId = await address(ec2);
      const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId: await vpc(ec2), CidrBlock: "10.0.1.0/24" }));
      const [InstanceId] = await running(ec2, { SubnetId: Subnet?.SubnetId });
      await ec2.send(new AssociateAddressCommand({ AllocationId, InstanceId }));
      return (await ec2.send(new ReleaseAddressCommand({ AllocationId }))).$metadata.httpStatusCode;
    },
    expect.stringMatching(/^InvalidIPAddress.InUse: /),
    200,
  ],
  "rule-without-bus": [
    ({ events }) => events.send(new DescribeRuleCommand({ Name: "nobody" })),
    "ResourceNotFoundException: Rule nobody does not exist on EventBus default.",
    "ResourceNotFoundException: Rule nobody does not exist.",
  ],
  "six-targets": [
    async ({ events }) => {
      await events.send(new PutRuleCommand({ Name: "six", ScheduleExpression: "rate(1 day)" }));
      const Targets = [1, 2, 3, 4, 5, 6].map((n) => ({ Id: `t${n}`, Arn: `arn:aws:sqs:eu-west-1:111122223333:q${n}` }));
      return (await events.send(new PutTargetsCommand({ Rule: "six", Targets }))).FailedEntryCount;
    },
    expect.stringMatching(/^LimitExceededException: /),
    0,
  ],
  "sixty-rules": [
    async ({ ec2 }) => {
      const IpRanges = Array.from({ length: 61 }, (_, index) => ({ CidrIp: `10.0.0.${index}/32` }));
      return (await rule(ec2, "sixty", { IpRanges })).length;
    },
    61,
    expect.stringMatching(/^RulesPerSecurityGroupLimitExceeded: /),
  ],
  "terms-only": [
    async ({ logs }) => {
      const names = await stream(logs, "terms");
      await logs.send(new PutLogEventsCommand({ ...names, logEvents: [{ timestamp: Date.now(), message: "plain" }] }));
      const find = async (filterPattern: string) =>
        (await logs.send(new FilterLogEventsCommand({ logGroupName: "terms", filterPattern }))).events?.length;
      return [await find('{ $.level = "error" }'), await find("other"), await find('"pla"')];
    },
    [0, 0, 1],
    [1, 0, 1],
  ],
  "tokens-of-names": [
    async ({ logs }) => {
      const names = await stream(logs, "tokens");
      await logs.send(new CreateLogStreamCommand({ ...names, logStreamName: "two" }));
      const page = (nextToken?: string) =>
        logs.send(new DescribeLogStreamsCommand({ logGroupName: "tokens", limit: 1, nextToken }));
      const { nextToken } = await page();
      const { logStreams, nextToken: end } = await page(nextToken);
      return [nextToken === "tokens@one", logStreams?.[0]?.logStreamName, end];
    },
    [false, "two", undefined],
    [true, "two", undefined],
  ],
  "unknown-token": [
    async ({ logs }) => (await logs.send(new DescribeLogGroupsCommand({ nextToken: "nobody's" }))).logGroups,
    "InvalidParameterException: The specified nextToken is invalid.",
    [],
  ],
  "unseen-vpcs": [
    async ({ ec2 }) => {
      const GroupIds = [(await group(ec2, "unseen", "vpc-0123456789abcdef0")).GroupId ?? ""];
      return (await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds }))).SecurityGroups?.[0]?.IpPermissionsEgress;
    },
    expect.stringMatching(/^InvalidVpcID.NotFound: /),
    [],
  ],
};

const outcome = (work: Promise<unknown>): Promise<unknown> =>
  work.catch((error: Error) => `${error.name}: ${error.message}`);

describe.each([["AWS"], ["moto"]] as const)("like %s", (like) => {
  let cloud: TestCloud;
  let clients: Clients;
  beforeAll(async () => {
    cloud = await startCloud(like === "moto" ? { lenient: "moto" } : {});
    clients = {
      ec2: cloud.ec2,
      cloudwatch: new CloudWatchClient(cloud.config),
      events: new EventBridgeClient(cloud.config),
      logs: new CloudWatchLogsClient(cloud.config),
    };
  });
  afterAll(async () => {
    for (const client of Object.values(clients)) client.destroy();
    await cloud.close();
  });

  it.each(Object.keys(motoDeviations) as Deviation[])("%s", async (name) => {
    const [see, aws, moto] = seen[name];
    expect(await outcome(see(clients))).toEqual(like === "AWS" ? aws : moto);
  });

  it("a subnet's own addresses are free either way", async () => {
    const VpcId = await vpc(clients.ec2);
    const { Subnet } = await clients.ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: "10.0.1.0/24" }));
    const input = { ...IMAGE, SubnetId: Subnet?.SubnetId, PrivateIpAddress: "10.0.1.9" };
    expect((await clients.ec2.send(new RunInstancesCommand(input))).Instances?.[0]?.PrivateIpAddress).toBe("10.0.1.9");
  });
});

describe("asked to reset as a moto server", () => {
  const reset = (cloud: TestCloud, headers = {}) => fetch(`${cloud.url}/moto-api/reset`, { method: "POST", headers });

  it.each([{ lenient: "moto" as const }, { resettable: true }])("begins anew with %j", async (options) => {
    const cloud = await startCloud(options);
    await cloud.ec2.send(new AllocateAddressCommand());
    const answer = await reset(cloud);
    expect([answer.status, await answer.json()]).toEqual([200, { status: "ok" }]);
    expect((await cloud.ec2.send(new DescribeAddressesCommand())).Addresses).toEqual([]);
    await cloud.close();
  });

  it("does so for no page, and not at all where LocalCloud is as AWS is", async () => {
    const cloud = await startCloud({ lenient: "moto" });
    await cloud.ec2.send(new AllocateAddressCommand());
    expect((await reset(cloud, { origin: "https://example.com" })).status).toBe(403);
    expect((await cloud.ec2.send(new DescribeAddressesCommand())).Addresses).toHaveLength(1);
    await cloud.close();
    const strict = await startCloud();
    expect((await reset(strict)).status).not.toBe(200);
    await strict.close();
  });
});

it("is never on in the laboratory", () => {
  const files = readdirSync("src/lab", { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  expect(files).toContain("create-lab.ts");
  expect(files.filter((name) => /lenient|resettable/.test(readFileSync(`src/lab/${name}`, "utf8")))).toEqual([]);
});
