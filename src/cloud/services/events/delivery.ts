import type { Target } from "@aws-sdk/client-eventbridge";
import { AwsError } from "../../core/error.ts";
import type { DeadLetterPort, FunctionPort } from "../../core/ports.ts";
import type { Transit } from "../../faults/events.ts";
import type { EventEnvelope } from "./envelope.ts";
import type { EventsState, Rule } from "./rule.ts";
import { targetInput } from "./target-input.ts";

export interface DeliveryPorts {
  functions: FunctionPort;
  deadLetter: DeadLetterPort;
  transit: Transit;
}

const PRINCIPAL = "events.amazonaws.com";

/** Matches an event against every enabled rule of its bus and hands it to the targets of those that match. */
export function deliver(state: EventsState, ports: DeliveryPorts, event: EventEnvelope, bus: string): void {
  state.ctx.journal("event", { ...event });
  for (const rule of state.buses.get(bus)?.rules.values() ?? []) {
    if (rule.enabled && rule.pattern?.matches(event)) handToTargets(state, ports, event, rule);
  }
}

/** What a scheduled rule does: its own targets get the event, no other rule sees it. */
export function handToTargets(state: EventsState, ports: DeliveryPorts, event: EventEnvelope, rule: Rule): void {
  const targets = [...rule.targets.values()];
  state.ctx.journal("rule-matched", {
    rule: rule.name,
    eventId: event.id,
    targets: targets.map((target) => target.Arn),
  });
  for (const target of targets) handOver(state, ports, event, rule, target);
}

/** One target's failure keeps the event from no other target. */
function handOver(state: EventsState, ports: DeliveryPorts, event: EventEnvelope, rule: Rule, target: Target): void {
  const arn = target.Arn ?? "";
  const source = { principal: PRINCIPAL, sourceArn: rule.arn };
  try {
    const input = targetInput(event, rule, target);
    if (arn.startsWith("arn:aws:lambda:")) {
      ports.functions.invokeAsync(arn, input, source);
    } else {
      ports.deadLetter.send(arn, input, undefined, source);
    }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    fail(state, ports, event, rule, target, error);
  }
}

/** A refused or missing target is not tried again: the event goes to the target's dead-letter queue, or is lost. */
function fail(
  state: EventsState,
  ports: DeliveryPorts,
  event: EventEnvelope,
  rule: Rule,
  target: Target,
  error: AwsError,
): void {
  const queue = target.DeadLetterConfig?.Arn;
  state.ctx.journal("error", {
    message: `EventBridge could not invoke the target of rule ${rule.name}: ${error.message}`,
    rule: rule.name,
    target: target.Arn,
    eventId: event.id,
    code: error.code,
    deadLetter: queue,
  });
  if (!queue) return;
  const attributes = {
    RULE_ARN: rule.arn,
    TARGET_ARN: target.Arn ?? "",
    ERROR_CODE: error.code.startsWith("AccessDenied") ? "NO_PERMISSIONS" : "NO_RESOURCE",
    ERROR_MESSAGE: error.message,
    RETRY_ATTEMPTS: "0",
  };
  const source = { principal: PRINCIPAL, sourceArn: rule.arn };
  state.ctx.after(0, () => ports.deadLetter.send(queue, event, attributes, source));
}
