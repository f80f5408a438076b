import { randomUUID } from "node:crypto";
import type { ResourceStatus, StackStatus } from "@aws-sdk/client-cloudformation";
import type { CloudFormationState, Stack, StackResource } from "./stack.ts";

export interface StackEvent {
  eventId: string;
  at: Date;
  logicalId: string;
  physicalId: string;
  type: string;
  status: ResourceStatus | StackStatus;
  reason: string | undefined;
  properties: Record<string, unknown> | undefined;
  /** The operation's ClientRequestToken. */
  token: string | undefined;
}

/** The operation on a stack that is under way. */
export interface Operation {
  state: CloudFormationState;
  stack: Stack;
  token: string | undefined;
}

const STACK_TYPE = "AWS::CloudFormation::Stack";

/** Clients put events in order by their time alone: each is a millisecond after the one before at least. */
function timeOf({ state, stack }: Operation): Date {
  const last = stack.events.at(-1)?.at.getTime() ?? 0;
  return new Date(Math.max(state.ctx.now(), last + 1));
}

/** The stack is in another state from now on, and an event says so. */
export function stackIs(operation: Operation, status: StackStatus, reason?: string): void {
  const { stack, token } = operation;
  const at = timeOf(operation);
  stack.status = status;
  stack.reason = reason;
  const { stackName: logicalId, stackId: physicalId } = stack;
  const event = { logicalId, physicalId, type: STACK_TYPE, status, reason, properties: undefined, token };
  stack.events.push({ ...event, at, eventId: randomUUID() });
}

/** A resource is in another state from now on, and an event says so. */
export function resourceIs(
  operation: Operation,
  resource: StackResource,
  status: ResourceStatus,
  reason?: string,
): void {
  const at = timeOf(operation);
  resource.status = status;
  resource.reason = reason;
  resource.changed = at;
  const { logicalId, physicalId, type, properties } = resource;
  operation.stack.events.push({
    eventId: `${logicalId}-${randomUUID()}`,
    at,
    logicalId,
    physicalId,
    type,
    status,
    reason,
    properties,
    token: operation.token,
  });
}
