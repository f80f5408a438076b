import type { Access } from "./access.ts";
import type { CloudEventInput } from "./types.ts";

/** What services ask of one another, so that none imports another. `local-cloud.ts` connects them. */

/** Asynchronous invocation, as an event source uses it: accepted at once, retried as Lambda retries, dead-lettered at last. */
export interface FunctionPort {
  /** Throws AwsError when the function does not exist, or its resource policy does not let `source` invoke it. */
  invokeAsync(functionArn: string, payload: unknown, source: InvocationSource): void;
}

/** The service that invokes a function, and the resource on whose behalf. */
export interface InvocationSource {
  /** `events.amazonaws.com`. */
  principal: string;
  sourceArn: string;
  /** Whether the service says whose resource that is, which a topic without a policy of its own asks for: alarms do, rules do not. */
  tellsOwner?: boolean;
}

/** The instances as CloudWatch's status checks see them. */
export interface InstancePort {
  /** Every instance that exists, terminated ones too while EC2 still shows them. */
  list(): readonly ListedInstance[];
  /** What EC2's status checks say now: `insufficient-data` for an instance that is not running or has not booted. */
  status(instanceId: string): Promise<InstanceStatus>;
}

export interface ListedInstance {
  instanceId: string;
  /** The Name tag; empty without one. */
  name: string;
  /** EC2's state name: pending, running, shutting-down, terminated, stopping, stopped. */
  state: string;
}

export type InstanceStatus = "ok" | "impaired" | "insufficient-data";

/** The queues as CloudWatch counts in them. */
export interface QueuePort {
  list(): readonly ListedQueue[];
}

export interface ListedQueue {
  name: string;
  /** Messages that a receiver would get now. */
  visible: number;
  /** Messages that some receiver has. */
  inFlight: number;
  /** When somebody last did something with the queue, epoch ms. */
  usedAt: number;
}

export interface LogPort {
  /** Creates the group and the stream when they do not exist. `at` is epoch ms. */
  append(group: string, stream: string, lines: readonly { at: number; message: string }[]): void;
}

/** Where a log group's metric filters count. */
export interface MetricPort {
  /** `at` is epoch ms. */
  record(namespace: string, metricName: string, value: number, at: number): void;
}

export interface CredentialPort {
  /**
   * Credentials with which a function or an instance acts as its role. `sessionName` is the function's name or the instance's ID, as
   * AWS has it in the ARN of whoever calls; the same role and name get the same ones. Throws AwsError when the role does not exist, or
   * does not trust `service` (`lambda.amazonaws.com`).
   */
  forRole(roleArn: string, sessionName: string, service: string): RoleCredentials;
}

/** What services ask IAM before they act for somebody. Both throw AwsError AccessDenied, in AWS's words. */
export interface AccessPort {
  /** `service` acts as a role that trusts it: the role's policies decide. */
  requireRole(roleArn: string, sessionName: string, service: string, wanted: Access): void;
  /** A service acts by itself: the policy of the resource decides. */
  requireService(source: InvocationSource, wanted: Access): void;
}

/** Which role an instance gets with a profile, which is named by its name or its ARN; undefined where there is none. */
export type ProfileRolePort = (profile: string) => string | undefined;

export interface RoleCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

/** Where an event goes that could not be handled: an SQS queue or an SNS topic. */
export interface DeadLetterPort {
  /**
   * `attributes` become message attributes of type String; they say why the message is here. With a `source` the policy of the queue or
   * topic decides; without one, the sender has asked whether it may. Throws AwsError.
   */
  send(targetArn: string, body: unknown, attributes?: Record<string, string>, source?: InvocationSource): void;
}

/** The default event bus, as the other services of AWS reach it. `createEvents` returns this beside its Service. */
export interface EventBusPort {
  /** Matches the event against the rules now. The core has waited the profile's `eventMs` already and has set `time`. */
  deliver(event: CloudEventInput): void;
}

/** The instances as Systems Manager sees them, which talks to an agent on each. */
export interface NodePort {
  /** EC2's state name; undefined for an instance that does not exist. */
  state(instanceId: string): string | undefined;
  tags(instanceId: string): Record<string, string>;
  /** Whether the instance's role allows each of `actions`, on every resource. */
  mayAll(instanceId: string, actions: readonly string[]): boolean;
}

/** Systems Manager's parameter store, as a template's parameters read it. */
export interface ParameterPort {
  value(name: string): string | undefined;
}

/** The objects in S3's buckets. */
export interface ObjectPort {
  /** Throws AwsError NoSuchBucket or NoSuchKey. */
  read(bucket: string, key: string): Buffer;
  write(bucket: string, key: string, body: Buffer): void;
}

/** Publishes to an SNS topic, as an alarm does. */
export interface TopicPort {
  publish(topicArn: string, message: string, subject?: string): void;
}
