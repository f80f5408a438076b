import { Aws, RemovalPolicy } from "aws-cdk-lib";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import { type ITopic, Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";
import type { WanPlan } from "../plan/index.ts";

const CLOUDWATCH = new ServicePrincipal("cloudwatch.amazonaws.com");

/**
 * The topic that every alarm rings. It is there without a recipient too: a pager or a chat can subscribe later, and no alarm changes.
 * Only CloudWatch publishes to it; an event that reached no function rings by the alarm on its queue.
 */
export class Alerts extends Construct {
  readonly topic: ITopic;

  constructor(scope: Construct, id: string, { name, alerts }: WanPlan) {
    super(scope, id);
    const topic = new Topic(this, "Topic", {
      displayName: `hubshift ${name}`,
      masterKey: this.key(name),
      enforceSSL: true,
    });
    // https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: "AlarmsOfThisAccount",
        principals: [CLOUDWATCH],
        actions: ["sns:Publish"],
        resources: [topic.topicArn],
        conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } },
      }),
    );
    for (const address of alerts.email) topic.addSubscription(new EmailSubscription(address));
    this.topic = topic;
  }

  /**
   * A key of our own: CloudWatch may not use the one that SNS brings, whose policy nobody can change.
   * https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns. Which alarms may publish is the topic's to say.
   */
  private key(wan: string): Key {
    const key = new Key(this, "Key", {
      description: `hubshift: alarms of WAN ${wan} on their way to a person`,
      enableKeyRotation: true,
      // It guards messages of minutes; nothing that outlives the stack is encrypted with it.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: "Alarms",
        principals: [CLOUDWATCH],
        actions: ["kms:Decrypt", "kms:GenerateDataKey*"],
        resources: ["*"],
      }),
    );
    return key;
  }
}
