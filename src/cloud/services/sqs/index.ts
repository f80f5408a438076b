import { AwsError } from "../../core/error.ts";
import { generatedName } from "../../core/ids.ts";
import type { QueuePort } from "../../core/ports.ts";
import type { CloudContext, ResourceProvider, Service } from "../../core/types.ts";
import { compilePolicy, type PolicyDocument } from "../iam/policy/index.ts";
import { sqsNeeds } from "./needs.ts";
import { sqsOperations } from "./operations.ts";
import { depth, put, type Queue } from "./queue.ts";

export interface SqsService extends Service, QueuePort {
  /** Puts a message into the queue with this ARN. Throws QueueDoesNotExist. */
  send(queueArn: string, body: string): void;
}

const MAX_NAME = 80;
const DEFAULT_VISIBILITY_S = 30;

const visibilityMs = ({ VisibilityTimeout = DEFAULT_VISIBILITY_S }: { VisibilityTimeout?: number | string }) =>
  Number(VisibilityTimeout) * 1000;

/** Amazon SQS: where dead letters lie until somebody reads them. */
export function createSqs(ctx: CloudContext, policies: Map<string, PolicyDocument>): SqsService {
  const queues = new Map<string, Queue>();

  const queueResource: ResourceProvider = {
    type: "AWS::SQS::Queue",
    replaces: ["QueueName", "FifoQueue"],
    async create(properties, resource) {
      const name = properties.QueueName ?? generatedName(resource.stackName, resource.logicalId, MAX_NAME);
      if (queues.has(name)) throw new AwsError("QueueAlreadyExists", `A queue named ${name} already exists.`);
      const queue: Queue = {
        arn: `arn:aws:sqs:${ctx.region}:${ctx.accountId}:${name}`,
        // Clients send to the queue's own URL: it must lead here.
        url: `${ctx.url}/${ctx.accountId}/${name}`,
        visibilityTimeoutMs: visibilityMs(properties),
        messages: [],
        usedAt: ctx.now(),
      };
      queues.set(name, queue);
      return { physicalId: queue.url, attributes: { Arn: queue.arn, QueueName: name, QueueUrl: queue.url } };
    },
    async update(url, properties) {
      const queue = queues.get(url.split("/").pop() ?? "");
      if (!queue) throw new AwsError("QueueDoesNotExist", "The specified queue does not exist.");
      queue.visibilityTimeoutMs = visibilityMs(properties);
      return {};
    },
    async delete(physicalId) {
      queues.delete(physicalId.split("/").pop() ?? "");
    },
  };

  const arnOf = (url: string) => `arn:aws:sqs:${ctx.region}:${ctx.accountId}:${url.split("/").pop()}`;
  const queuesOf = new Map<string, string[]>();
  const policyResource: ResourceProvider = {
    type: "AWS::SQS::QueuePolicy",
    async create(properties, resource) {
      compilePolicy(properties.PolicyDocument);
      for (const url of properties.Queues ?? []) policies.set(arnOf(url), properties.PolicyDocument);
      const id = generatedName(resource.stackName, resource.logicalId, MAX_NAME);
      queuesOf.set(id, properties.Queues ?? []);
      return { physicalId: id, attributes: { Id: id } };
    },
    async update(id, properties) {
      compilePolicy(properties.PolicyDocument);
      for (const url of queuesOf.get(id) ?? []) policies.delete(arnOf(url));
      for (const url of properties.Queues ?? []) policies.set(arnOf(url), properties.PolicyDocument);
      queuesOf.set(id, properties.Queues ?? []);
      return {};
    },
    async delete(id) {
      for (const url of queuesOf.get(id) ?? []) policies.delete(arnOf(url));
    },
  };

  return {
    signingName: "sqs",
    operations: sqsOperations(ctx, queues),
    needs: sqsNeeds(ctx),
    resources: [queueResource, policyResource],
    list: () => Array.from(queues, ([name, queue]) => ({ name, usedAt: queue.usedAt, ...depth(queue, ctx.now()) })),
    send(queueArn, body) {
      const queue = queues.get(queueArn.split(":").pop() ?? "");
      if (queue?.arn !== queueArn) throw new AwsError("QueueDoesNotExist", "The specified queue does not exist.");
      put(queue, body, ctx.now());
    },
  };
}
