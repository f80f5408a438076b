import { Template } from "aws-cdk-lib/assertions";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Assembly, dc1, synthesizeInto } from "./synthesized.ts";

let assembly: Assembly;
let template: Template;
/** Logical IDs. */
let topic: string;
let key: string;

beforeAll(async () => {
  const plan = await dc1("hot-standby");
  assembly = await synthesizeInto({ ...plan, alerts: { email: ["ops@example.net", "night@example.net"] } });
  template = Template.fromJSON(assembly.template);
  topic = only("AWS::SNS::Topic");
  key = only("AWS::KMS::Key");
}, 30_000);
afterAll(() => assembly.remove());

function only(type: string): string {
  const found = Object.keys(template.findResources(type));
  expect(found, type).toHaveLength(1);
  return found[0] as string;
}

const propertiesOf = (type: string) => Object.values(template.findResources(type)).map(({ Properties }) => Properties);

interface Policy {
  Statement: { Principal: { Service?: string } }[];
}

function statementsFor(service: string, policy: Policy) {
  return policy.Statement.filter(({ Principal }) => Principal.Service === service);
}

describe("an alarm", () => {
  it("rings the topic, whichever it is; of what lasts the end is told too", () => {
    const alarms = propertiesOf("AWS::CloudWatch::Alarm");
    expect(alarms).toHaveLength(7);
    for (const { AlarmName, AlarmActions } of alarms) expect(AlarmActions, AlarmName).toEqual([{ Ref: topic }]);
    const silentAtTheEnd = alarms.filter(({ OKActions }) => !OKActions).map(({ AlarmName }) => AlarmName);
    expect(silentAtTheEnd.sort()).toEqual(["EIP-Failover-DC1-Alert", "EIP-Failover-DC1-Undelivered"]);
  });

  it("reaches everyone that wan.yaml names, by e-mail", () => {
    const subscriptions = propertiesOf("AWS::SNS::Subscription");
    expect(subscriptions.map(({ Endpoint }) => Endpoint).sort()).toEqual(["night@example.net", "ops@example.net"]);
    for (const each of subscriptions) expect(each).toMatchObject({ Protocol: "email", TopicArn: { Ref: topic } });
  });
});

describe("the topic", () => {
  it("is encrypted with a key that CloudWatch may use", () => {
    const [{ KmsMasterKeyId }] = propertiesOf("AWS::SNS::Topic") as [{ KmsMasterKeyId: unknown }];
    expect(KmsMasterKeyId).toEqual({ "Fn::GetAtt": [key, "Arn"] });
    const [{ KeyPolicy, EnableKeyRotation }] = propertiesOf("AWS::KMS::Key") as [
      { KeyPolicy: Policy; EnableKeyRotation: boolean },
    ];
    expect(EnableKeyRotation).toBe(true);
    expect(statementsFor("cloudwatch.amazonaws.com", KeyPolicy)).toMatchObject([
      { Effect: "Allow", Action: ["kms:Decrypt", "kms:GenerateDataKey*"] },
    ]);
  });

  it("takes messages from this account's alarms alone, and none unencrypted", () => {
    const [{ PolicyDocument }] = propertiesOf("AWS::SNS::TopicPolicy") as [{ PolicyDocument: never }];
    const { Statement } = PolicyDocument as { Statement: { Effect: string }[] };
    expect(Statement.filter(({ Effect }) => Effect === "Allow")).toMatchObject([
      {
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: "sns:Publish",
        Resource: { Ref: topic },
        Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
      },
    ]);
    expect(Statement.filter(({ Effect }) => Effect === "Deny")).toMatchObject([
      { Condition: { Bool: { "aws:SecureTransport": "false" } } },
    ]);
  });

  it("is there when nobody is named, for whoever subscribes later", async () => {
    const silent = await synthesizeInto(await dc1());
    try {
      const bare = Template.fromJSON(silent.template);
      bare.resourceCountIs("AWS::SNS::Topic", 1);
      bare.resourceCountIs("AWS::SNS::Subscription", 0);
    } finally {
      await silent.remove();
    }
  });
});
