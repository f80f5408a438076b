import { randomUUID } from "node:crypto";
import type { EventBusPort } from "../../core/ports.ts";
import type { CloudContext, Operation, Service } from "../../core/types.ts";
import { createEventBus, deleteEventBus, describeEventBus, listEventBuses } from "./buses.ts";
import { type DeliveryPorts, deliver, handToTargets } from "./delivery.ts";
import { envelope } from "./envelope.ts";
import { eventsNeeds } from "./needs.ts";
import { putPermission, removePermission } from "./permission.ts";
import { type Publish, putEvents } from "./put-events.ts";
import { createState, DEFAULT_BUS, type EventsState, type Rule } from "./rule.ts";
import { ruleResource } from "./rule-resource.ts";
import { deleteRule, describeRule, listRules, putRule, setRuleEnabled } from "./rules.ts";
import { createScheduler } from "./schedule/scheduler.ts";
import { listTagsForResource, tagResource, untagResource } from "./tagging.ts";
import { listRuleNamesByTarget, listTargetsByRule, putTargets, removeTargets } from "./targets.ts";
import { testEventPattern } from "./test-event-pattern.ts";

/**
 * EventBridge: event buses, rules by pattern and by schedule. A rule reaches a function only through a permission for `events.amazonaws.com` and the
 * rule's ARN; an event that a target refuses goes to the target's dead-letter queue.
 */
export function createEvents(ctx: CloudContext, ports: DeliveryPorts): Service & EventBusPort {
  const state = createState(ctx);
  const publish: Publish = (event, bus) => ports.transit(event.source, () => deliver(state, ports, event, bus));
  const scheduler = createScheduler(ctx, (rule) => runSchedule(state, ports, rule));
  const operations: Record<string, Operation> = {
    PutRule: (input) => putRule(state, input, scheduler),
    DescribeRule: (input) => describeRule(state, input),
    ListRules: (input) => listRules(state, input),
    DeleteRule: (input) => deleteRule(state, input, scheduler),
    EnableRule: (input) => setRuleEnabled(state, input, true, scheduler),
    DisableRule: (input) => setRuleEnabled(state, input, false, scheduler),
    PutTargets: (input) => putTargets(state, input),
    ListTargetsByRule: (input) => listTargetsByRule(state, input),
    RemoveTargets: (input) => removeTargets(state, input),
    ListRuleNamesByTarget: (input) => listRuleNamesByTarget(state, input),
    PutEvents: (input) => putEvents(state, input, publish),
    TestEventPattern: (input) => testEventPattern(input),
    CreateEventBus: (input) => createEventBus(state, input),
    DeleteEventBus: (input) => deleteEventBus(state, input),
    DescribeEventBus: (input) => describeEventBus(state, input),
    ListEventBuses: (input) => listEventBuses(state, input),
    PutPermission: (input) => putPermission(state, input),
    RemovePermission: (input) => removePermission(state, input),
    TagResource: (input) => tagResource(state, input),
    UntagResource: (input) => untagResource(state, input),
    ListTagsForResource: (input) => listTagsForResource(state, input),
  };
  return {
    signingName: "events",
    operations,
    needs: eventsNeeds(state),
    resources: [ruleResource(state, scheduler)],
    deliver: (event) => publish(envelope(ctx, randomUUID(), event), DEFAULT_BUS),
  };
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html shows the event. */
function runSchedule(state: EventsState, ports: DeliveryPorts, rule: Rule): void {
  const scheduled = {
    source: "aws.events",
    "detail-type": "Scheduled Event",
    resources: [rule.arn],
    detail: {},
  };
  const event = envelope(state.ctx, randomUUID(), scheduled);
  state.ctx.journal("event", { ...event });
  handToTargets(state, ports, event, rule);
}
