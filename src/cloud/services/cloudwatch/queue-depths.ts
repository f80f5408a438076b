import type { CloudWatchState } from "./alarm.ts";
import { single } from "./metrics.ts";
import { MINUTE, scaled } from "./time.ts";

/** How long a queue counts as active after somebody did something with it. */
const ACTIVE_MS = 6 * 3_600_000;

/**
 * Puts into AWS/SQS how many messages lie in each active queue, for the minute that ends at `at` (epoch ms). One that has none, and that
 * nobody has touched for six hours, has no datapoint. SQS may take 15 minutes to notice that a queue is active again; LocalCloud does not.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/monitoring-using-cloudwatch.html
 */
export function putQueueDepths({ ctx, metrics, ports }: CloudWatchState, at: number): void {
  const begin = at - scaled(ctx.profile, MINUTE);
  for (const { name: queue, visible, inFlight, usedAt } of ports.queues.list()) {
    if (visible + inFlight === 0 && at - usedAt > ACTIVE_MS) continue;
    const dimensions = [{ Name: "QueueName", Value: queue }];
    const put = (name: string, count: number) =>
      metrics.add({ namespace: "AWS/SQS", name, dimensions }, single(begin, count, "Count"));
    put("ApproximateNumberOfMessagesVisible", visible);
    put("ApproximateNumberOfMessagesNotVisible", inFlight);
  }
}
