import { Match, Template } from "aws-cdk-lib/assertions";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConfig } from "../../src/lambda/config.ts";
import { summary } from "./statements.ts";
import { type Assembly, dc1, synthesizeInto } from "./synthesized.ts";

let assembly: Assembly;
let template: Template;
/** Logical IDs. */
let primary: string;
let standby: string;
let queue: string;

beforeAll(async () => {
  assembly = await synthesizeInto(await dc1());
  template = Template.fromJSON(assembly.template);
  primary = only("AWS::EC2::Instance", { Tags: named("DC1-SP1") });
  standby = only("AWS::EC2::Instance", { Tags: named("DC1-SP2") });
  queue = only("AWS::SQS::Queue", {});
}, 30_000);
afterAll(() => assembly.remove());

const named = (value: string) => Match.arrayWith([{ Key: "Name", Value: value }]);

function only(type: string, properties: Record<string, unknown>): string {
  const found = Object.keys(template.findResources(type, { Properties: properties }));
  expect(found, `${type} ${JSON.stringify(properties)}`).toHaveLength(1);
  return found[0] as string;
}

const arnOf = (logicalId: string) => ({ "Fn::GetAtt": [logicalId, "Arn"] });
const functionNames = ["EIP-Failover-DC1", "EIP-Failback-DC1"];

describe("the rules", () => {
  const stateChange = (states: string[]) => ({
    source: ["aws.ec2"],
    "detail-type": ["EC2 Instance State-change Notification"],
    detail: { "instance-id": [{ Ref: primary }], state: states },
  });

  it.each([
    ["Failover-EIP-on-DC1-SP1-Instance-Stoppage", "EIP-Failover-DC1", () => stateChange(["stopping", "stopped"])],
    ["Failback-EIP-on-DC1-SP1-Instance-Start", "EIP-Failback-DC1", () => stateChange(["running"])],
    [
      "Failover-EIP-on-DC1-SP1-Alarm",
      "EIP-Failover-DC1",
      () => ({
        source: ["aws.cloudwatch"],
        "detail-type": ["CloudWatch Alarm State Change"],
        detail: { alarmName: ["DC1-SP1-StatusFailed-Alarm"], state: { value: ["ALARM"] } },
      }),
    ],
  ])("%s wakes %s, or its event ends in the queue", (name, functionName, pattern) => {
    const target = only("AWS::Lambda::Function", { FunctionName: functionName });
    const rule = template.findResources("AWS::Events::Rule", { Properties: { Name: name } });
    const [id] = Object.keys(rule);
    expect(Object.values(rule)[0]?.Properties).toMatchObject({
      EventPattern: pattern(),
      State: "ENABLED",
      Targets: [
        {
          Arn: arnOf(target),
          DeadLetterConfig: { Arn: arnOf(queue) },
          RetryPolicy: { MaximumEventAgeInSeconds: 900, MaximumRetryAttempts: 2 },
        },
      ],
    });
    template.hasResourceProperties("AWS::Lambda::Permission", {
      Action: "lambda:InvokeFunction",
      FunctionName: arnOf(target),
      Principal: "events.amazonaws.com",
      SourceArn: arnOf(id as string),
    });
  });

  it("are three", () => template.resourceCountIs("AWS::Events::Rule", 3));
});

describe("the alarms", () => {
  it("DC1-SP1-StatusFailed-Alarm watches the primary's status checks, and a stopped hub is no illness", () => {
    template.hasResourceProperties("AWS::CloudWatch::Alarm", {
      AlarmName: "DC1-SP1-StatusFailed-Alarm",
      Namespace: "AWS/EC2",
      MetricName: "StatusCheckFailed",
      Dimensions: [{ Name: "InstanceId", Value: { Ref: primary } }],
      Statistic: "Maximum",
      Period: 60,
      EvaluationPeriods: 2,
      Threshold: 1,
      ComparisonOperator: "GreaterThanOrEqualToThreshold",
      TreatMissingData: "notBreaching",
    });
  });

  it("tell of alerts, counted from both functions' logs", () => {
    const filters = Object.values(template.findResources("AWS::Logs::MetricFilter"));
    expect(filters).toHaveLength(2);
    for (const { Properties } of filters) expect(Properties.FilterPattern).toBe('{ $.decision.action = "alert" }');
    const metrics = filters.map(({ Properties }) => Properties.MetricTransformations[0]);
    expect(metrics[0]).toEqual(metrics[1]);
    template.hasResourceProperties("AWS::CloudWatch::Alarm", {
      AlarmName: "EIP-Failover-DC1-Alert",
      Namespace: metrics[0].MetricNamespace,
      MetricName: metrics[0].MetricName,
    });
  });

  it("tell of events that nobody handled", () => {
    template.hasResourceProperties("AWS::CloudWatch::Alarm", {
      AlarmName: "EIP-Failover-DC1-Undelivered",
      MetricName: "ApproximateNumberOfMessagesVisible",
      Dimensions: [{ Name: "QueueName", Value: { "Fn::GetAtt": [queue, "QueueName"] } }],
    });
  });
});

describe.each(functionNames)("%s", (functionName) => {
  const properties = () => {
    const id = only("AWS::Lambda::Function", { FunctionName: functionName });
    return template.toJSON().Resources[id].Properties as Record<string, Record<string, unknown>>;
  };

  it("runs the bundled code on a current runtime", () => {
    expect(properties()).toMatchObject({ Runtime: "nodejs24.x", Handler: "index.handler", Timeout: 30 });
  });

  it("gets every setting that it reads", () => {
    const { Variables } = properties().Environment as { Variables: Record<string, unknown> };
    expect(Variables).toMatchObject({ PRIMARY_INSTANCE_ID: { Ref: primary }, STANDBY_INSTANCE_ID: { Ref: standby } });
    const deployed = { ALLOCATION_ID: "eipalloc-0a", PRIMARY_INSTANCE_ID: "i-0a", STANDBY_INSTANCE_ID: "i-0b" };
    expect(readConfig({ ...Variables, ...deployed } as Record<string, string>)).toMatchObject({
      wan: { primary: { name: "DC1-SP1" }, standby: { name: "DC1-SP2" } },
      policy: { failback: "on-running" },
    });
  });

  it("logs into a group of its own that forgets after 30 days", () => {
    const group = only("AWS::Logs::LogGroup", { LogGroupName: `/aws/lambda/${functionName}` });
    expect(properties().LoggingConfig).toEqual({ LogGroup: { Ref: group } });
    template.hasResourceProperties("AWS::Logs::LogGroup", {
      LogGroupName: `/aws/lambda/${functionName}`,
      RetentionInDays: 30,
    });
  });

  it("is retried twice, then its event goes to the queue", () => {
    template.hasResourceProperties("AWS::Lambda::EventInvokeConfig", {
      FunctionName: { Ref: only("AWS::Lambda::Function", { FunctionName: functionName }) },
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: arnOf(queue) } },
    });
  });

  it("may move this address between these instances, and little else", () => {
    const role = (properties().Role as unknown as { "Fn::GetAtt": [string] })["Fn::GetAtt"][0];
    expect(template.toJSON().Resources[role].Properties.ManagedPolicyArns).toBeUndefined();
    const policies = Object.values(
      template.findResources("AWS::IAM::Policy", { Properties: { Roles: [{ Ref: role }] } }),
    );
    expect(policies).toHaveLength(1);
    const granted = policies[0]?.Properties.PolicyDocument.Statement.map(summary);
    const group = only("AWS::Logs::LogGroup", { LogGroupName: `/aws/lambda/${functionName}` });
    const address = only("AWS::EC2::EIP", {});
    expect(granted).toEqual([
      `ec2:AssociateAddress on elastic-ip/${address}.AllocationId, instance/${primary}, instance/${standby}`,
      `ec2:AssociateAddress on network-interface/* if {"ArnEquals":{"ec2:Vpc":"vpc/${only("AWS::EC2::VPC", {})}"}}`,
      `ec2:CreateTags on elastic-ip/${address}.AllocationId`,
      "ec2:DescribeAddresses ec2:DescribeInstances ec2:DescribeInstanceStatus on *",
      `sqs:SendMessage on ${queue}.Arn`,
      `logs:CreateLogStream logs:PutLogEvents on ${group}.Arn`,
    ]);
  });
});

describe("the queue", () => {
  it("is encrypted and takes no unencrypted requests", () => {
    template.hasResourceProperties("AWS::SQS::Queue", { SqsManagedSseEnabled: true });
    template.hasResourceProperties("AWS::SQS::QueuePolicy", {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
        ]),
      },
    });
  });
});

it("the outputs name what others need", () => {
  const address = only("AWS::EC2::EIP", {});
  const outputs = template.toJSON().Outputs as Record<string, { Value: unknown }>;
  expect(Object.fromEntries(Object.entries(outputs).map(([name, { Value }]) => [name, Value]))).toEqual({
    AllocationId: { "Fn::GetAtt": [address, "AllocationId"] },
    HubAddress: { "Fn::GetAtt": [address, "PublicIp"] },
    PrimaryInstanceId: { Ref: primary },
    StandbyInstanceId: { Ref: standby },
    AlertTopic: { Ref: only("AWS::SNS::Topic", {}) },
    FailoverFunction: { Ref: only("AWS::Lambda::Function", { FunctionName: functionNames[0] }) },
    FailbackFunction: { Ref: only("AWS::Lambda::Function", { FunctionName: functionNames[1] }) },
  });
});
