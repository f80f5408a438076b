import { randomUUID } from "node:crypto";
import { AwsError } from "../../core/error.ts";
import { generatedName } from "../../core/ids.ts";
import type { TopicPort } from "../../core/ports.ts";
import type { CloudContext, ResourceProvider, Service } from "../../core/types.ts";

export interface SnsService extends Service {
  topics: TopicPort;
}

interface Subscription {
  arn: string;
  protocol: string;
  endpoint: string;
}

interface Topic {
  arn: string;
  name: string;
  subscriptions: Subscription[];
}

interface Ports {
  sendToQueue(queueArn: string, body: string): void;
}

const MAX_NAME = 256;

/** Amazon SNS: topics, of whose subscribers only queues are reached; e-mail and the like end in the journal. */
export function createSns(ctx: CloudContext, { sendToQueue }: Ports): SnsService {
  const topics = new Map<string, Topic>();

  function requireTopic(arn: string): Topic {
    const topic = topics.get(arn);
    if (topic) return topic;
    throw new AwsError("NotFound", "Topic does not exist", 404);
  }

  function subscribe(topic: Topic, protocol: string, endpoint: string): Subscription {
    const subscription = { arn: `${topic.arn}:${randomUUID()}`, protocol, endpoint };
    topic.subscriptions.push(subscription);
    return subscription;
  }

  /** https://docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html */
  function publish(topicArn: string, message: string, subject?: string): void {
    const topic = requireTopic(topicArn);
    const envelope = {
      Type: "Notification",
      MessageId: randomUUID(),
      TopicArn: topicArn,
      ...(subject && { Subject: subject }),
      Message: message,
      Timestamp: new Date(ctx.now()).toISOString(),
    };
    ctx.journal("log", { source: "sns", topicArn, subject, message });
    for (const { protocol, endpoint } of topic.subscriptions) {
      if (protocol === "sqs") sendToQueue(endpoint, JSON.stringify(envelope));
    }
  }

  const topicResource: ResourceProvider = {
    type: "AWS::SNS::Topic",
    async create(properties, resource) {
      const name = properties.TopicName ?? generatedName(resource.stackName, resource.logicalId, MAX_NAME);
      const topic: Topic = { arn: `arn:aws:sns:${ctx.region}:${ctx.accountId}:${name}`, name, subscriptions: [] };
      topics.set(topic.arn, topic);
      for (const { Protocol, Endpoint } of properties.Subscription ?? []) subscribe(topic, Protocol, Endpoint);
      return { physicalId: topic.arn, attributes: { TopicArn: topic.arn, TopicName: name } };
    },
    async delete(physicalId) {
      topics.delete(physicalId);
    },
  };

  const subscriptionResource: ResourceProvider = {
    type: "AWS::SNS::Subscription",
    async create(properties) {
      const { arn } = subscribe(requireTopic(properties.TopicArn), properties.Protocol, properties.Endpoint);
      return { physicalId: arn, attributes: { Arn: arn } };
    },
  };

  const policyResource: ResourceProvider = {
    type: "AWS::SNS::TopicPolicy",
    async create(_properties, resource) {
      const id = generatedName(resource.stackName, resource.logicalId, MAX_NAME);
      return { physicalId: id, attributes: { Id: id } };
    },
  };

  return {
    signingName: "sns",
    operations: {},
    resources: [topicResource, subscriptionResource, policyResource],
    topics: { publish },
  };
}
