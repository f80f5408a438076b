import { AwsError } from "../../core/error.ts";
import type { CloudContext, Operation } from "../../core/types.ts";
import { depth, lend, put, type Queue } from "./queue.ts";

/** The few operations that reading dead letters takes. SQS's JSON goes through as it is: no client package with its schemas is installed. */
export function sqsOperations(ctx: CloudContext, queues: ReadonlyMap<string, Queue>): Record<string, Operation> {
  const byUrl = (url: string | undefined): Queue => {
    const queue = queues.get(url?.split("/").pop() ?? "");
    if (!queue) throw new AwsError("QueueDoesNotExist", "The specified queue does not exist.");
    queue.usedAt = ctx.now();
    return queue;
  };
  return {
    GetQueueUrl: ({ QueueName }: { QueueName: string }) => ({ QueueUrl: byUrl(QueueName).url }),
    ListQueues: () => ({ QueueUrls: [...queues.values()].map(({ url }) => url) }),
    SendMessage({ QueueUrl, MessageBody }: { QueueUrl: string; MessageBody: string }) {
      const { messageId, md5 } = put(byUrl(QueueUrl), MessageBody, ctx.now());
      return { MessageId: messageId, MD5OfMessageBody: md5 };
    },
    ReceiveMessage: (input: ReceiveRequest) => receive(ctx, byUrl(input.QueueUrl), input),
    DeleteMessage({ QueueUrl, ReceiptHandle }: { QueueUrl: string; ReceiptHandle: string }) {
      const queue = byUrl(QueueUrl);
      queue.messages = queue.messages.filter((message) => message.receiptHandle !== ReceiptHandle);
      return {};
    },
    PurgeQueue({ QueueUrl }: { QueueUrl: string }) {
      byUrl(QueueUrl).messages = [];
      return {};
    },
    GetQueueAttributes: ({ QueueUrl }: { QueueUrl: string }) => attributes(ctx, byUrl(QueueUrl)),
  };
}

interface ReceiveRequest {
  QueueUrl: string;
  MaxNumberOfMessages?: number;
  VisibilityTimeout?: number;
}

/** Answers at once: nobody here waits for a message that may come. */
function receive(ctx: CloudContext, queue: Queue, input: ReceiveRequest) {
  const { MaxNumberOfMessages: limit = 1, VisibilityTimeout } = input;
  if (limit < 1 || limit > 10) {
    const text = `Value ${limit} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.`;
    throw new AwsError("InvalidParameterValue", text);
  }
  const timeoutMs = VisibilityTimeout === undefined ? queue.visibilityTimeoutMs : VisibilityTimeout * 1000;
  const messages = lend(queue, limit, timeoutMs, ctx.now());
  return {
    Messages: messages.map(({ messageId, receiptHandle, md5, body, sentAt, receiveCount }) => ({
      MessageId: messageId,
      ReceiptHandle: receiptHandle,
      MD5OfBody: md5,
      Body: body,
      Attributes: { SentTimestamp: String(Math.trunc(sentAt)), ApproximateReceiveCount: String(receiveCount) },
    })),
  };
}

function attributes(ctx: CloudContext, queue: Queue) {
  const { visible, inFlight } = depth(queue, ctx.now());
  return {
    Attributes: {
      QueueArn: queue.arn,
      ApproximateNumberOfMessages: String(visible),
      ApproximateNumberOfMessagesNotVisible: String(inFlight),
      VisibilityTimeout: String(queue.visibilityTimeoutMs / 1000),
    },
  };
}
