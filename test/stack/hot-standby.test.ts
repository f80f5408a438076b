import { Template } from "aws-cdk-lib/assertions";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConfig } from "../../src/lambda/config.ts";
import type { WanPlan } from "../../src/plan/index.ts";
import { type Statement, summary } from "./statements.ts";
import { type Assembly, dc1, synthesizeInto } from "./synthesized.ts";

interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}

let plan: WanPlan;
let assembly: Assembly;
let template: Template;
/** Logical IDs. */
let primary: string;
let standby: string;
let address: string;

beforeAll(async () => {
  plan = await dc1("hot-standby");
  assembly = await synthesizeInto(plan);
  template = Template.fromJSON(assembly.template);
  primary = hub("primary");
  standby = hub("standby");
  address = only("AWS::EC2::EIP")[0];
}, 30_000);
afterAll(() => assembly.remove());

function all(type: string): [string, Resource][] {
  return Object.entries(template.findResources(type)) as [string, Resource][];
}

function only(type: string, matches: (resource: Resource) => boolean = () => true): [string, Resource] {
  const found = all(type).filter(([, resource]) => matches(resource));
  expect(found, type).toHaveLength(1);
  return found[0] as [string, Resource];
}

function hub(role: string): string {
  return only("AWS::EC2::Instance", (instance) => tagsOf(instance)["hubshift:role"] === role)[0];
}

function tagsOf({ Properties }: Resource): Record<string, string> {
  const tags = Properties.Tags as { Key: string; Value: string }[] | Record<string, string> | undefined;
  return Array.isArray(tags) ? Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])) : (tags ?? {});
}

const named = (type: string, key: string, name: string) => only(type, ({ Properties }) => Properties[key] === name);

/** What CloudFormation takes no tags for. */
const UNTAGGABLE = [
  "EC2::EIPAssociation",
  "EC2::Route",
  "EC2::SecurityGroupIngress",
  "EC2::SubnetRouteTableAssociation",
  "EC2::VPCGatewayAttachment",
  "IAM::InstanceProfile",
  "IAM::Policy",
  "Lambda::EventInvokeConfig",
  "Lambda::Permission",
  "Logs::MetricFilter",
  "SNS::TopicPolicy",
  "SQS::QueuePolicy",
];

describe("what belongs to the WAN", () => {
  it("carries its name, whatever can carry a tag", () => {
    const resources = Object.values((template.toJSON() as { Resources: Record<string, Resource> }).Resources);
    const bare = resources.filter((resource) => tagsOf(resource)["hubshift:wan"] !== "dc1");
    expect(resources.length).toBeGreaterThan(2 * bare.length);
    expect([...new Set(bare.map(({ Type }) => Type.replace("AWS::", "")))].sort()).toEqual(UNTAGGABLE);
  });

  it("tells the hubs apart", () => {
    for (const { name, role } of plan.hubs) {
      const [, instance] = only("AWS::EC2::Instance", (one) => tagsOf(one)["hubshift:role"] === role);
      expect(tagsOf(instance)).toMatchObject({ Name: name, "hubshift:wan": "dc1" });
    }
  });
});

describe("the hubs' firewall", () => {
  it("lets in WireGuard from anywhere, and nothing else inline", () => {
    const [, group] = only("AWS::EC2::SecurityGroup");
    const rules = group.Properties.SecurityGroupIngress as Record<string, unknown>[];
    const short = rules.map((rule) => [rule.IpProtocol, rule.FromPort, rule.ToPort, rule.CidrIp].join(" "));
    expect(short).toEqual(["udp 51820 51822 0.0.0.0/0", "udp 51819 51819 0.0.0.0/0"]);
  });

  it("lets in the proof from the Elastic IP alone", () => {
    const [groupId] = only("AWS::EC2::SecurityGroup");
    const [, rule] = only("AWS::EC2::SecurityGroupIngress");
    expect(rule.Properties).toMatchObject({
      GroupId: { "Fn::GetAtt": [groupId, "GroupId"] },
      IpProtocol: "udp",
      FromPort: 51818,
      ToPort: 51818,
      CidrIp: { "Fn::Join": ["", [{ "Fn::GetAtt": [address, "PublicIp"] }, "/32"]] },
    });
  });

  it("describes its rules in letters that EC2 takes", () => {
    const rules = all("AWS::EC2::SecurityGroup").flatMap(
      ([, { Properties }]) => Properties.SecurityGroupIngress as Record<string, unknown>[],
    );
    rules.push(only("AWS::EC2::SecurityGroupIngress")[1].Properties);
    expect(rules).toHaveLength(3);
    // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html
    for (const { Description } of rules) expect(Description).toMatch(/^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/);
  });
});

describe("the hubs' role", () => {
  it("allows what the agent does, on this WAN's resources, and no more", () => {
    const [role] = only("AWS::IAM::Role", ({ Properties }) => JSON.stringify(Properties).includes("ec2.amazonaws.com"));
    const [, policy] = only("AWS::IAM::Policy", ({ Properties }) => JSON.stringify(Properties.Roles).includes(role));
    const { Statement } = policy.Properties.PolicyDocument as { Statement: Statement[] };
    const instances = `instance/${primary}, instance/${standby}`;
    const limitedTo = (values: Record<string, string>) =>
      JSON.stringify({
        "ForAllValues:StringEquals": values,
        Null: Object.fromEntries(Object.keys(values).map((key) => [key, "false"])),
      });
    expect(Statement.map(summary)).toEqual([
      `ec2:AssociateAddress on elastic-ip/${address}.AllocationId, ${instances}`,
      `ec2:AssociateAddress on network-interface/* if {"ArnEquals":{"ec2:Vpc":"vpc/${only("AWS::EC2::VPC")[0]}"}}`,
      `ec2:CreateTags on elastic-ip/${address}.AllocationId if ${limitedTo({ "aws:TagKeys": "hubshift:moves" })}`,
      `ec2:CreateTags on ${instances} if ${limitedTo({ "aws:TagKeys": "hubshift:ready" })}`,
      "ec2:DescribeAddresses ec2:DescribeInstances ec2:DescribeInstanceStatus on *",
      `events:PutEvents on event-bus/default if ${limitedTo({ "events:source": "hubshift.hub", "events:detail-type": "Hub Readiness Change" })}`,
      'cloudwatch:PutMetricData on * if {"StringEquals":{"cloudwatch:namespace":"hubshift"}}',
    ]);
  });

  it("waits for nothing that waits for it: instances do not depend on the policy", () => {
    const [policy] = only("AWS::IAM::Policy", ({ Properties }) => JSON.stringify(Properties).includes("TellReadiness"));
    const instances = all("AWS::EC2::Instance");
    expect(instances).toHaveLength(2);
    for (const [, instance] of instances) expect(JSON.stringify(instance)).not.toContain(policy);
  });
});

describe("the rules", () => {
  const failover = "EIP-Failover-DC1";
  const failback = "EIP-Failback-DC1";
  const ec2 = { source: ["aws.ec2"], "detail-type": ["EC2 Instance State-change Notification"] };
  const both = () => [{ Ref: primary }, { Ref: standby }];

  it.each([
    [
      "Failover-EIP-on-DC1-SP1-Instance-Stoppage",
      failover,
      () => ({ ...ec2, detail: { "instance-id": both(), state: ["stopping", "stopped"] } }),
    ],
    [
      "Failback-EIP-on-DC1-SP1-Instance-Start",
      failback,
      () => ({ ...ec2, detail: { "instance-id": [{ Ref: primary }], state: ["running"] } }),
    ],
    [
      "Failback-EIP-on-DC1-SP1-Ready",
      failback,
      () => ({
        source: ["hubshift.hub"],
        "detail-type": ["Hub Readiness Change"],
        detail: { wan: ["dc1"], "instance-id": [{ Ref: primary }], ready: [true] },
      }),
    ],
    [
      "Failover-EIP-on-DC1-SP1-Alarm",
      failover,
      () => ({
        source: ["aws.cloudwatch"],
        "detail-type": ["CloudWatch Alarm State Change"],
        detail: {
          alarmName: ["DC1-SP1-StatusFailed-Alarm", "DC1-SP2-StatusFailed-Alarm"],
          state: { value: ["ALARM"] },
        },
      }),
    ],
  ])("%s wakes %s", (name, functionName, pattern) => {
    const [target] = named("AWS::Lambda::Function", "FunctionName", functionName);
    const [id, rule] = named("AWS::Events::Rule", "Name", name);
    expect(rule.Properties).toMatchObject({
      EventPattern: pattern(),
      Targets: [{ Arn: { "Fn::GetAtt": [target, "Arn"] }, RetryPolicy: { MaximumRetryAttempts: 2 } }],
    });
    template.hasResourceProperties("AWS::Lambda::Permission", {
      FunctionName: { "Fn::GetAtt": [target, "Arn"] },
      SourceArn: { "Fn::GetAtt": [id, "Arn"] },
    });
  });

  it("are four", () => template.resourceCountIs("AWS::Events::Rule", 4));
});

describe("the alarms", () => {
  it("watch both hubs' status checks", () => {
    for (const [{ name }, id] of [
      [plan.hubs[0], primary],
      [plan.hubs[1], standby],
    ] as const)
      template.hasResourceProperties("AWS::CloudWatch::Alarm", {
        AlarmName: `${name}-StatusFailed-Alarm`,
        Dimensions: [{ Name: "InstanceId", Value: { Ref: id } }],
      });
  });

  it.each([
    ["DC1-SP1-NotReady-Alarm", "ready", ["Hub DC1-SP1", "Wan dc1"], 5],
    ["DC1-SP2-NotReady-Alarm", "ready", ["Hub DC1-SP2", "Wan dc1"], 5],
    ["DC1-NoActiveHub-Alarm", "active", ["Wan dc1"], 3],
  ])("%s rings for a metric %s that is 0 or missing", (name, metric, dimensions, minutes) => {
    const [, alarm] = named("AWS::CloudWatch::Alarm", "AlarmName", name);
    expect(alarm.Properties).toMatchObject({
      Namespace: "hubshift",
      MetricName: metric,
      Statistic: "Maximum",
      Period: 60,
      EvaluationPeriods: minutes,
      Threshold: 1,
      ComparisonOperator: "LessThanThreshold",
      TreatMissingData: "breaching",
    });
    const given = alarm.Properties.Dimensions as { Name: string; Value: string }[];
    expect(given.map(({ Name, Value }) => `${Name} ${Value}`)).toEqual(dimensions);
  });
});

it("the functions wait for readiness and hold a failback down", () => {
  const functions = all("AWS::Lambda::Function");
  expect(functions).toHaveLength(2);
  for (const [, { Properties }] of functions) {
    const { Variables } = Properties.Environment as { Variables: Record<string, string> };
    const deployed = { ALLOCATION_ID: "eipalloc-0a", PRIMARY_INSTANCE_ID: "i-0a", STANDBY_INSTANCE_ID: "i-0b" };
    expect(readConfig({ ...Variables, ...deployed }).policy).toMatchObject({
      failback: plan.automation.failback,
      holdDownMs: 3_000,
    });
  }
});
