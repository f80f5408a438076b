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
  DEFAULT_BUS,
  type EventsState,
  invalidToken,
  RULE_NAME,
  type Rule,
  requireDefaultBus,
  requireRule,
  ruleArn,
} from "./rule.ts";

const STATES = ["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"];

/** Creates a rule, or replaces its pattern, state and description; its targets stay. */
export function putRule(state: EventsState, input: PutRuleRequest): PutRuleResponse {
  constrain(input, {
    Name: RULE_NAME,
    EventPattern: { maxLength: 4096 },
    Description: { maxLength: 512 },
    State: { oneOf: STATES },
  });
  requireDefaultBus(state.ctx, input.EventBusName);
  const name = input.Name ?? "";
  const patternText = patternOf(input);
  const arn = ruleArn(state.ctx, name);
  state.rules.set(name, {
    name,
    arn,
    patternText,
    pattern: compilePattern(patternText),
    enabled: input.State !== "DISABLED",
    description: input.Description,
    roleArn: input.RoleArn,
    targets: state.rules.get(name)?.targets ?? new Map(),
  });
  state.tags.add(arn, fromTagList(input.Tags));
  return { RuleArn: arn };
}

function patternOf(input: PutRuleRequest): string {
  if (input.ScheduleExpression) {
    throw new AwsError(
      "ValidationException",
      "Parameter ScheduleExpression is not valid: LocalCloud runs no schedules.",
    );
  }
  if (input.EventPattern) return input.EventPattern;
  throw new AwsError("ValidationException", "Parameter(s) EventPattern or ScheduleExpression must be specified.");
}

const summary = (rule: Rule) => ({
  Name: rule.name,
  Arn: rule.arn,
  EventPattern: rule.patternText,
  State: rule.enabled ? ("ENABLED" as const) : ("DISABLED" as const),
  ...(rule.description !== undefined && { Description: rule.description }),
  ...(rule.roleArn !== undefined && { RoleArn: rule.roleArn }),
  EventBusName: DEFAULT_BUS,
});

export function describeRule(state: EventsState, input: DescribeRuleRequest): DescribeRuleResponse {
  constrain(input, { Name: RULE_NAME });
  return { ...summary(requireRule(state, input.Name, input.EventBusName)), CreatedBy: state.ctx.accountId };
}

export function listRules(state: EventsState, input: ListRulesRequest): ListRulesResponse {
  constrain(input, { NamePrefix: { ...RULE_NAME, required: false }, Limit: { min: 1, max: 100 } });
  requireDefaultBus(state.ctx, input.EventBusName);
  const rules = [...state.rules.values()]
    .filter((rule) => rule.name.startsWith(input.NamePrefix ?? ""))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { items, nextToken } = page(rules, input.NextToken, input.Limit ?? 100, invalidToken);
  return { Rules: items.map(summary), NextToken: nextToken };
}

/** A rule that does not exist is deleted already; one with targets stays. */
export function deleteRule(state: EventsState, input: DeleteRuleRequest): void {
  constrain(input, { Name: RULE_NAME });
  requireDefaultBus(state.ctx, input.EventBusName);
  const rule = state.rules.get(input.Name ?? "");
  if (!rule) return;
  if (rule.targets.size > 0) throw new AwsError("ValidationException", "Rule can't be deleted since it has targets.");
  state.rules.delete(rule.name);
  state.tags.drop(rule.arn);
}

export function setRuleEnabled(state: EventsState, input: EnableRuleRequest, enabled: boolean): void {
  constrain(input, { Name: RULE_NAME });
  requireRule(state, input.Name, input.EventBusName).enabled = enabled;
}
