import { AwsError } from "../core/error.ts";
import type { DeadLetterPort, TopicPort } from "../core/ports.ts";

interface Targets {
  queues: { send(queueArn: string, body: string): void };
  topics: TopicPort;
}

/** Sends to whichever of the two services the ARN names. */
export function createDeadLetter({ queues, topics }: Targets): DeadLetterPort {
  return {
    send(targetArn, body) {
      const text = typeof body === "string" ? body : JSON.stringify(body);
      if (targetArn.startsWith("arn:aws:sqs:")) queues.send(targetArn, text);
      else if (targetArn.startsWith("arn:aws:sns:")) topics.publish(targetArn, text);
      else throw new AwsError("InvalidParameterValue", `${targetArn} is neither a queue nor a topic`);
    },
  };
}
