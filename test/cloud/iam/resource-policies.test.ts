import { CloudWatchClient, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assume } from "../assumed.ts";
import { errorOf, startCloud, type TestCloud } from "../local.ts";

const document = (...Statement: object[]) => ({ Version: "2012-10-17", Statement });
const arnOf = (logicalId: string) => ({ "Fn::GetAtt": [logicalId, "Arn"] });
const queue = { Type: "AWS::SQS::Queue", Properties: {} };
const rule = (detailType: string, target: string) => ({
  Type: "AWS::Events::Rule",
  Properties: { EventPattern: { "detail-type": [detailType] }, Targets: [{ Id: "1", Arn: arnOf(target) }] },
});
const topic = (name: string) => ({ Type: "AWS::SNS::Topic", Properties: { TopicName: name } });
const alarm = (name: string, topicId: string) => ({
  Type: "AWS::CloudWatch::Alarm",
  Properties: {
    AlarmName: name,
    Namespace: "n",
    MetricName: "m",
    Statistic: "Sum",
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: "GreaterThanThreshold",
    AlarmActions: [{ Ref: topicId }],
  },
});
const reader = (name: string, ...statements: object[]) => ({
  Type: "AWS::IAM::Role",
  Properties: {
    RoleName: name,
    AssumeRolePolicyDocument: document({
      Effect: "Allow",
      Principal: { AWS: "111122223333" },
      Action: "sts:AssumeRole",
    }),
    Policies: [{ PolicyName: "own", PolicyDocument: document(...statements) }],
  },
});
const objects = { "Fn::Sub": "arn:aws:s3:::letters/*" };

const Resources = {
  Open: queue,
  Shut: queue,
  OpenRule: rule("open", "Open"),
  ShutRule: rule("shut", "Shut"),
  OpenPolicy: {
    Type: "AWS::SQS::QueuePolicy",
    Properties: {
      Queues: [{ Ref: "Open" }],
      PolicyDocument: document({
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: arnOf("Open"),
        Condition: { ArnEquals: { "aws:SourceArn": arnOf("OpenRule") } },
      }),
    },
  },
  Plain: topic("plain"),
  Strict: topic("strict"),
  StrictPolicy: {
    Type: "AWS::SNS::TopicPolicy",
    Properties: {
      Topics: [{ Ref: "Strict" }],
      PolicyDocument: document({
        Effect: "Deny",
        Principal: "*",
        Action: "sns:Publish",
        Resource: { Ref: "Strict" },
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      }),
    },
  },
  PlainAlarm: alarm("plain", "Plain"),
  StrictAlarm: alarm("strict", "Strict"),
  Bucket: { Type: "AWS::S3::Bucket", Properties: { BucketName: "letters" } },
  BucketPolicy: {
    Type: "AWS::S3::BucketPolicy",
    Properties: {
      Bucket: { Ref: "Bucket" },
      PolicyDocument: document(
        { Effect: "Allow", Principal: { AWS: arnOf("Guest") }, Action: "s3:GetObject", Resource: objects },
        { Effect: "Deny", Principal: { AWS: arnOf("Banned") }, Action: "s3:GetObject", Resource: objects },
      ),
    },
  },
  Guest: reader("guest", { Effect: "Allow", Action: "ec2:DescribeVpcs", Resource: "*" }),
  Banned: reader("banned", { Effect: "Allow", Action: "s3:*", Resource: "*" }),
};

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startCloud();
  await cloud.deploy("letters", { Resources }, ".");
});
afterAll(() => cloud.close());

describe("a queue's policy", () => {
  it("lets in the rule that it names, and no other", async () => {
    const events = new EventBridgeClient(cloud.config);
    const Entries = ["open", "shut"].map((DetailType) => ({ Source: "test", DetailType, Detail: "{}" }));
    await events.send(new PutEventsCommand({ Entries }));
    events.destroy();
    const { detail } = await cloud.seen(({ kind, detail: d }) => kind === "error" && d.code === "AccessDenied");
    expect(detail.message).toMatch(
      /events\.amazonaws\.com is not authorized to perform: sqs:SendMessage on resource: arn:aws:sqs:\S+Shut\S+ because no resource-based policy allows the sqs:SendMessage action$/,
    );
    expect(
      cloud.journal.filter(({ kind, detail: d }) => kind === "error" && String(d.target).includes("Open")),
    ).toEqual([]);
  });
});

describe("a topic's policy", () => {
  it("lets the account's alarms in, until another takes its place that says nothing of them", async () => {
    const cloudwatch = new CloudWatchClient(cloud.config);
    for (const AlarmName of ["plain", "strict"]) {
      await cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: "ALARM", StateReason: "test" }));
    }
    cloudwatch.destroy();
    const { detail } = await cloud.seen(({ kind, detail: d }) => kind === "error" && d.alarm === "strict");
    expect(detail.message).toMatch(
      /cloudwatch\.amazonaws\.com is not authorized to perform: sns:Publish on resource: \S+:strict /,
    );
    const published = cloud.journal.filter(({ kind, detail: d }) => kind === "log" && d.source === "sns");
    expect(published.map(({ detail: d }) => d.topicArn)).toEqual([expect.stringMatching(/:plain$/)]);
  });
});

describe("a bucket's policy", () => {
  async function get(role: string) {
    const root = new S3Client({ ...cloud.config, forcePathStyle: true });
    await root.send(new PutObjectCommand({ Bucket: "letters", Key: "a b/c+d", Body: "hello" }));
    root.destroy();
    const credentials = await assume(cloud.sts, role);
    const s3 = new S3Client({ ...cloud.config, credentials, forcePathStyle: true });
    return s3.send(new GetObjectCommand({ Bucket: "letters", Key: "a b/c+d" })).finally(() => s3.destroy());
  }

  it("gives a role what its own policies do not", async () => {
    expect(await (await get("guest")).Body?.transformToString()).toBe("hello");
  });

  it("keeps from a role what its own policies give", async () => {
    expect(await errorOf(get("banned"))).toMatchObject({
      code: "AccessDenied",
      status: 403,
      message: expect.stringMatching(/ with an explicit deny in a resource-based policy$/),
    });
  });
});
