/** What is read of the event that woke a function. Anything may arrive: a person can invoke the function with any payload. */
export interface WakingEvent {
  id: string | undefined;
  detailType: string | undefined;
  /** What an EC2 state-change notification says. */
  claim: { instanceId: string; state: string } | undefined;
}

/** Takes from `event` what is there; never throws. */
export function readEvent(event: unknown): WakingEvent {
  const { id, "detail-type": detailType, detail } = fields(event);
  const { "instance-id": instanceId, state } = fields(detail);
  const isClaim = typeof instanceId === "string" && typeof state === "string";
  return {
    id: typeof id === "string" ? id : undefined,
    detailType: typeof detailType === "string" ? detailType : undefined,
    claim: isClaim ? { instanceId, state } : undefined,
  };
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
