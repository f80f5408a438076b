import type {
  DeleteRuleRequest,
  DescribeRuleRequest,
  DescribeRuleResponse,
  EnableRuleRequest,
  ListRulesRequest,
  ListRulesResponse,
  PutRuleRequest,
  PutRuleResponse,
} from "@aws-sdk/client-eventbridge";
import { AwsError } from "../../core/error.ts";
import { constrain } from "../shared/constraint.ts";
import { page } from "../shared/page.ts";
import { fromTagList } from "../shared/tags.ts";
import { compilePattern } from "./pattern/pattern.ts";
import {
  type Bus,
  DEFAULT_BUS,
  type EventsState,
  invalidToken,
  RULE_NAME,
  type Rule,
  requireBus,
  requireRule,
  ruleArn,
} from "./rule.ts";
import { compileSchedule } from "./schedule/schedule.ts";
import type { Scheduler } from "./schedule/scheduler.ts";

const STATES = ["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"];

/** Creates a rule, or replaces its pattern, schedule, state and description; its targets stay. */
export function putRule(state: EventsState, input: PutRuleRequest, scheduler: Scheduler): PutRuleResponse {
  constrain(input, {
    Name: RULE_NAME,
    EventPattern: { maxLength: 4096 },
    ScheduleExpression: { maxLength: 256 },
    Description: { maxLength: 512 },
    State: { oneOf: STATES },
  });
  const bus = requireBus(state, input.EventBusName);
  const name = input.Name ?? "";
  const known = bus.rules.get(name);
  const rule: Rule = {
    name,
    arn: ruleArn(state.ctx, bus.name, name),
    bus: bus.name,
    ...triggersOf(input, bus),
    enabled: input.State !== "DISABLED",
    description: input.Description,
    roleArn: input.RoleArn,
    targets: known?.targets ?? new Map(),
  };
  bus.rules.set(name, rule);
  scheduler.arm(rule);
  if (!known) state.tags.add(rule.arn, fromTagList(input.Tags));
  return { RuleArn: rule.arn };
}

/** An empty text is none. Order of checks: at least one, bus, schedule, pattern. */
function triggersOf(input: PutRuleRequest, bus: Bus) {
  const patternText = input.EventPattern || undefined;
  const scheduleText = input.ScheduleExpression || undefined;
  if (!patternText && !scheduleText) {
    throw new AwsError("ValidationException", "Parameter(s) EventPattern or ScheduleExpression must be specified.");
  }
  if (scheduleText && bus.name !== DEFAULT_BUS) {
    throw new AwsError("ValidationException", "ScheduleExpression is supported only on the default event bus.");
  }
  return {
    scheduleText,
    schedule: scheduleText === undefined ? undefined : compileSchedule(scheduleText),
    patternText,
    pattern: patternText === undefined ? undefined : compilePattern(patternText),
  };
}

const summary = (rule: Rule) => ({
  Name: rule.name,
  Arn: rule.arn,
  ...(rule.patternText !== undefined && { EventPattern: rule.patternText }),
  ...(rule.scheduleText !== undefined && { ScheduleExpression: rule.scheduleText }),
  State: rule.enabled ? ("ENABLED" as const) : ("DISABLED" as const),
  ...(rule.description !== undefined && { Description: rule.description }),
  ...(rule.roleArn !== undefined && { RoleArn: rule.roleArn }),
  EventBusName: rule.bus,
});

export function describeRule(state: EventsState, input: DescribeRuleRequest): DescribeRuleResponse {
  constrain(input, { Name: RULE_NAME });
  return { ...summary(requireRule(state, input.Name, input.EventBusName)), CreatedBy: state.ctx.accountId };
}

export function listRules(state: EventsState, input: ListRulesRequest): ListRulesResponse {
  constrain(input, { NamePrefix: { ...RULE_NAME, required: false }, Limit: { min: 1, max: 100 } });
  const rules = [...requireBus(state, input.EventBusName).rules.values()]
    .filter((rule) => rule.name.startsWith(input.NamePrefix ?? ""))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { items, nextToken } = page(rules, input.NextToken, input.Limit ?? 100, invalidToken);
  return { Rules: items.map(summary), NextToken: nextToken };
}

/** A rule that does not exist is deleted already; one with targets stays. */
export function deleteRule(state: EventsState, input: DeleteRuleRequest, scheduler: Scheduler): void {
  constrain(input, { Name: RULE_NAME });
  const { rules } = requireBus(state, input.EventBusName);
  const rule = rules.get(input.Name ?? "");
  if (!rule) return;
  if (rule.targets.size > 0) throw new AwsError("ValidationException", "Rule can't be deleted since it has targets.");
  rules.delete(rule.name);
  scheduler.forget(rule);
  state.tags.drop(rule.arn);
}

export function setRuleEnabled(
  state: EventsState,
  input: EnableRuleRequest,
  enabled: boolean,
  scheduler: Scheduler,
): void {
  constrain(input, { Name: RULE_NAME });
  const rule = requireRule(state, input.Name, input.EventBusName);
  rule.enabled = enabled;
  scheduler.arm(rule);
}
