import { randomUUID } from "node:crypto";
import type { EventBusPort } from "../../core/ports.ts";
import type { CloudContext, Operation, Service } from "../../core/types.ts";
import { describeEventBus, listEventBuses } from "./buses.ts";
import { type DeliveryPorts, deliver } from "./delivery.ts";
import { type EventEnvelope, envelope } from "./envelope.ts";
import { putEvents } from "./put-events.ts";
import { createState } from "./rule.ts";
import { ruleResource } from "./rule-resource.ts";
import { deleteRule, describeRule, listRules, putRule, setRuleEnabled } from "./rules.ts";
import { listTagsForResource, tagResource, untagResource } from "./tagging.ts";
import { listRuleNamesByTarget, listTargetsByRule, putTargets, removeTargets } from "./targets.ts";
import { testEventPattern } from "./test-event-pattern.ts";

/**
 * EventBridge with its default event bus. A rule reaches a function only through a permission for `events.amazonaws.com` and the
 * rule's ARN; an event that a target refuses goes to the target's dead-letter queue.
 */
export function createEvents(ctx: CloudContext, ports: DeliveryPorts): Service & EventBusPort {
  const state = createState(ctx);
  const publish = (event: EventEnvelope) => ports.transit(event.source, () => deliver(state, ports, event));
  const operations: Record<string, Operation> = {
    PutRule: (input) => putRule(state, input),
    DescribeRule: (input) => describeRule(state, input),
    ListRules: (input) => listRules(state, input),
    DeleteRule: (input) => deleteRule(state, input),
    EnableRule: (input) => setRuleEnabled(state, input, true),
    DisableRule: (input) => setRuleEnabled(state, input, false),
    PutTargets: (input) => putTargets(state, input),
    ListTargetsByRule: (input) => listTargetsByRule(state, input),
    RemoveTargets: (input) => removeTargets(state, input),
    ListRuleNamesByTarget: (input) => listRuleNamesByTarget(state, input),
    PutEvents: (input) => putEvents(state, input, publish),
    TestEventPattern: (input) => testEventPattern(input),
    DescribeEventBus: (input) => describeEventBus(state, input),
    ListEventBuses: (input) => listEventBuses(state, input),
    TagResource: (input) => tagResource(state, input),
    UntagResource: (input) => untagResource(state, input),
    ListTagsForResource: (input) => listTagsForResource(state, input),
  };
  return {
    signingName: "events",
    operations,
    resources: [ruleResource(state)],
    deliver: (event) => publish(envelope(ctx, randomUUID(), event)),
  };
}
