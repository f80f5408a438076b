/** What is read of the event that woke a function. Anything may arrive: a person can invoke the function with any payload. */
export interface WakingEvent {
  id: string | undefined;
  detailType: string | undefined;
  claim: Claim | undefined;
}

/** What the event says of an instance: EC2 its state, the hub's agent whether it is ready. */
export interface Claim {
  instanceId: string;
  state?: string;
  ready?: boolean;
}

/** Takes from `event` what is there; never throws. */
export function readEvent(event: unknown): WakingEvent {
  const { id, "detail-type": detailType, detail } = fields(event);
  return {
    id: typeof id === "string" ? id : undefined,
    detailType: typeof detailType === "string" ? detailType : undefined,
    claim: claimIn(fields(detail)),
  };
}

function claimIn({ "instance-id": instanceId, state, ready }: Record<string, unknown>): Claim | undefined {
  if (typeof instanceId !== "string") return undefined;
  if (typeof state === "string") return { instanceId, state };
  return typeof ready === "boolean" ? { instanceId, ready } : undefined;
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
