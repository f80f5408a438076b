import { generatedName } from "../../core/ids.ts";
import type { CloudContext, ResourceProvider } from "../../core/types.ts";
import { compilePolicy, type PolicyDocument } from "../iam/policy/index.ts";
import { requireTopic, subscribe, type Topic, type Topics } from "./topic.ts";

const MAX_NAME = 256;

/** What a topic has from the start: whoever is, or acts for, its owner may use it. */
function ownersPolicy({ accountId }: CloudContext, topicArn: string): PolicyDocument {
  const condition = { StringEquals: { "AWS:SourceOwner": accountId } };
  const statement = {
    Effect: "Allow",
    Principal: "*",
    Action: "SNS:Publish",
    Resource: topicArn,
    Condition: condition,
  };
  return { Version: "2008-10-17", Statement: [statement] };
}

/** A subscription inside its topic. */
interface Inline {
  Protocol: string;
  Endpoint: string;
}
const lower = ({ Protocol: protocol, Endpoint: endpoint }: Inline) => ({ protocol, endpoint });

export const topicResource = (
  ctx: CloudContext,
  topics: Topics,
  policies: Map<string, PolicyDocument>,
): ResourceProvider => ({
  type: "AWS::SNS::Topic",
  replaces: ["TopicName", "FifoTopic"],
  async create(properties, resource) {
    const name = properties.TopicName ?? generatedName(resource.stackName, resource.logicalId, MAX_NAME);
    const topic: Topic = { arn: `arn:aws:sns:${ctx.region}:${ctx.accountId}:${name}`, subscriptions: [] };
    topics.set(topic.arn, topic);
    policies.set(topic.arn, ownersPolicy(ctx, topic.arn));
    for (const { Protocol, Endpoint } of properties.Subscription ?? []) subscribe(topic, Protocol, Endpoint);
    return { physicalId: topic.arn, attributes: { TopicArn: topic.arn, TopicName: name } };
  },
  /** Subscriptions that are resources of their own stay. */
  async update(arn, properties, _resource, before) {
    const topic = requireTopic(topics, arn);
    const has = (list: Inline[] = [], { protocol, endpoint }: { protocol: string; endpoint: string }) =>
      list.some(({ Protocol, Endpoint }) => Protocol === protocol && Endpoint === endpoint);
    topic.subscriptions = topic.subscriptions.filter(
      (one) => !has(before.Subscription, one) || has(properties.Subscription, one),
    );
    const wanted: Inline[] = properties.Subscription ?? [];
    for (const { Protocol, Endpoint } of wanted.filter((one) => !has(before.Subscription, lower(one)))) {
      subscribe(topic, Protocol, Endpoint);
    }
    return {};
  },
  async delete(physicalId) {
    topics.delete(physicalId);
    policies.delete(physicalId);
  },
});

export const subscriptionResource = (topics: Topics): ResourceProvider => ({
  type: "AWS::SNS::Subscription",
  async create({ TopicArn, Protocol, Endpoint }) {
    const arn = subscribe(requireTopic(topics, TopicArn), Protocol, Endpoint);
    return { physicalId: arn, attributes: { Arn: arn } };
  },
  async delete(arn) {
    for (const topic of topics.values()) topic.subscriptions = topic.subscriptions.filter((one) => one.arn !== arn);
  },
});

/** Replaces the policies of its topics. */
export function topicPolicyResource(ctx: CloudContext, policies: Map<string, PolicyDocument>): ResourceProvider {
  const topicsOf = new Map<string, string[]>();
  return {
    type: "AWS::SNS::TopicPolicy",
    async create(properties, resource) {
      compilePolicy(properties.PolicyDocument);
      const id = generatedName(resource.stackName, resource.logicalId, MAX_NAME);
      const topics: string[] = properties.Topics ?? [];
      topicsOf.set(id, topics);
      for (const topic of topics) policies.set(topic, properties.PolicyDocument);
      return { physicalId: id, attributes: { Id: id } };
    },
    async update(id, properties) {
      compilePolicy(properties.PolicyDocument);
      for (const topic of topicsOf.get(id) ?? []) policies.set(topic, ownersPolicy(ctx, topic));
      for (const topic of properties.Topics ?? []) policies.set(topic, properties.PolicyDocument);
      topicsOf.set(id, properties.Topics ?? []);
      return {};
    },
    async delete(id) {
      for (const topic of topicsOf.get(id) ?? []) policies.set(topic, ownersPolicy(ctx, topic));
    },
  };
}
