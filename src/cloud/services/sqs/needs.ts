import type { AccessTable } from "../../core/access.ts";
import type { CloudContext } from "../../core/types.ts";

const ON_QUEUES = ["GetQueueUrl", "SendMessage", "ReceiveMessage", "DeleteMessage", "PurgeQueue", "GetQueueAttributes"];

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html */
export function sqsNeeds({ region, accountId }: CloudContext): AccessTable {
  return Object.fromEntries(
    ON_QUEUES.map((name) => [
      name,
      ({ QueueUrl, QueueName }: { QueueUrl?: string; QueueName?: string }) => {
        const queue = QueueName ?? QueueUrl?.split("/").pop() ?? "";
        return [{ action: `sqs:${name}`, resource: `arn:aws:sqs:${region}:${accountId}:${queue}` }];
      },
    ]),
  );
}
