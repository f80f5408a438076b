import { randomUUID } from "node:crypto";
import { AwsError } from "../../core/error.ts";

export interface Topic {
  arn: string;
  subscriptions: Subscription[];
}

interface Subscription {
  arn: string;
  protocol: string;
  endpoint: string;
  /** Whether the endpoint's owner has agreed: a queue of the account need not be asked, a person never answers here. */
  confirmed: boolean;
}

/** By ARN. */
export type Topics = Map<string, Topic>;

export function requireTopic(topics: Topics, arn: string): Topic {
  const topic = topics.get(arn);
  if (topic) return topic;
  throw new AwsError("NotFound", "Topic does not exist", 404);
}

/** Gives the subscription's ARN. */
export function subscribe(topic: Topic, protocol: string, endpoint: string): string {
  const arn = `${topic.arn}:${randomUUID()}`;
  topic.subscriptions.push({ arn, protocol, endpoint, confirmed: protocol === "sqs" || protocol === "lambda" });
  return arn;
}
