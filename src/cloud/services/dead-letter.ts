import { AwsError } from "../core/error.ts";
import type { AccessPort, DeadLetterPort, TopicPort } from "../core/ports.ts";

interface Targets {
  queues: { send(queueArn: string, body: string): void };
  topics: TopicPort;
  access: AccessPort;
}

/** Sends to whichever of the two services the ARN names. */
export function createDeadLetter({ queues, topics, access }: Targets): DeadLetterPort {
  return {
    send(targetArn, body, _attributes, source) {
      const action = targetArn.startsWith("arn:aws:sqs:") ? "sqs:SendMessage" : "sns:Publish";
      if (source) access.requireService(source, { action, resource: targetArn });
      const text = typeof body === "string" ? body : JSON.stringify(body);
      if (targetArn.startsWith("arn:aws:sqs:")) queues.send(targetArn, text);
      else if (targetArn.startsWith("arn:aws:sns:")) topics.publish(targetArn, text);
      else throw new AwsError("InvalidParameterValue", `${targetArn} is neither a queue nor a topic`);
    },
  };
}
