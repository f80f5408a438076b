import { generatedName } from "../../core/ids.ts";
import type { CloudContext, ResourceProvider } from "../../core/types.ts";
import { requireTopic, subscribe, type Topic, type Topics } from "./topic.ts";

const MAX_NAME = 256;

export const topicResource = (ctx: CloudContext, topics: Topics): ResourceProvider => ({
  type: "AWS::SNS::Topic",
  async create(properties, resource) {
    const name = properties.TopicName ?? generatedName(resource.stackName, resource.logicalId, MAX_NAME);
    const topic: Topic = { arn: `arn:aws:sns:${ctx.region}:${ctx.accountId}:${name}`, subscriptions: [] };
    topics.set(topic.arn, topic);
    for (const { Protocol, Endpoint } of properties.Subscription ?? []) subscribe(topic, Protocol, Endpoint);
    return { physicalId: topic.arn, attributes: { TopicArn: topic.arn, TopicName: name } };
  },
  async delete(physicalId) {
    topics.delete(physicalId);
  },
});

export const subscriptionResource = (topics: Topics): ResourceProvider => ({
  type: "AWS::SNS::Subscription",
  async create({ TopicArn, Protocol, Endpoint }) {
    const arn = subscribe(requireTopic(topics, TopicArn), Protocol, Endpoint);
    return { physicalId: arn, attributes: { Arn: arn } };
  },
});

/** Nobody is kept from publishing. */
export const topicPolicyResource: ResourceProvider = {
  type: "AWS::SNS::TopicPolicy",
  async create(_properties, resource) {
    const id = generatedName(resource.stackName, resource.logicalId, MAX_NAME);
    return { physicalId: id, attributes: { Id: id } };
  },
};
