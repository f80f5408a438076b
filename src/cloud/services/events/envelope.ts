import type { CloudContext, CloudEventInput } from "../../core/types.ts";

/** An event as rules and targets see it. */
export interface EventEnvelope {
  version: "0";
  id: string;
  "detail-type": string;
  source: string;
  account: string;
  /** ISO 8601 in whole seconds, as EventBridge writes it. */
  time: string;
  region: string;
  resources: string[];
  detail: Record<string, unknown>;
}

export function envelope(ctx: CloudContext, id: string, event: CloudEventInput): EventEnvelope {
  const time = event.time ?? new Date(ctx.now());
  return {
    version: "0",
    id,
    "detail-type": event["detail-type"],
    source: event.source,
    account: ctx.accountId,
    time: `${time.toISOString().slice(0, 19)}Z`,
    region: ctx.region,
    resources: event.resources,
    detail: event.detail,
  };
}
