import { randomUUID } from "node:crypto";
import type { TopicPort } from "../../core/ports.ts";
import type { CloudContext, Service } from "../../core/types.ts";
import type { PolicyDocument } from "../iam/policy/index.ts";
import { subscriptionResource, topicPolicyResource, topicResource } from "./resources.ts";
import { requireTopic, type Topics } from "./topic.ts";

export interface SnsService extends Service {
  topics: TopicPort;
}

interface Ports {
  sendToQueue(queueArn: string, body: string): void;
  /** Of all resources, by ARN. */
  policies: Map<string, PolicyDocument>;
}

/** Amazon SNS: topics, of whose subscribers only queues are reached; e-mail and the like end in the journal. */
export function createSns(ctx: CloudContext, { sendToQueue, policies }: Ports): SnsService {
  const topics: Topics = new Map();

  /** https://docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html */
  function publish(topicArn: string, message: string, subject?: string): void {
    const topic = requireTopic(topics, topicArn);
    const envelope = {
      Type: "Notification",
      MessageId: randomUUID(),
      TopicArn: topicArn,
      ...(subject && { Subject: subject }),
      Message: message,
      Timestamp: new Date(ctx.now()).toISOString(),
    };
    const waiting = topic.subscriptions.filter(({ confirmed }) => !confirmed).map(({ endpoint }) => endpoint);
    ctx.journal("log", { source: "sns", topicArn, subject, message, pendingConfirmation: waiting });
    for (const { protocol, endpoint } of topic.subscriptions) {
      if (protocol === "sqs") sendToQueue(endpoint, JSON.stringify(envelope));
    }
  }

  return {
    signingName: "sns",
    operations: {},
    resources: [topicResource(ctx, topics, policies), subscriptionResource(topics), topicPolicyResource(ctx, policies)],
    topics: { publish },
  };
}
