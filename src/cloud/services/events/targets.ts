import type {
  ListRuleNamesByTargetRequest,
  ListRuleNamesByTargetResponse,
  ListTargetsByRuleRequest,
  ListTargetsByRuleResponse,
  PutTargetsRequest,
  PutTargetsResponse,
  RemoveTargetsRequest,
  RemoveTargetsResponse,
  Target,
} from "@aws-sdk/client-eventbridge";
import { AwsError } from "../../core/error.ts";
import { constrain } from "../shared/constraint.ts";
import { page } from "../shared/page.ts";
import { parsePath } from "./json-path.ts";
import { type EventsState, invalidToken, RULE_NAME, requireBus, requireRule } from "./rule.ts";
import { checkTransformer } from "./target-input.ts";

/** EventBridge's quota of targets per rule, which no account can have raised. */
const MAX_TARGETS = 5;

/** Adds targets, or replaces those with the same ID. Order of checks: each target, the rule, the quota. */
export function putTargets(state: EventsState, input: PutTargetsRequest): PutTargetsResponse {
  constrain(input, { Rule: RULE_NAME, Targets: { required: true, minLength: 1, maxLength: 100 } });
  const targets = input.Targets ?? [];
  for (const target of targets) checkTarget(target);
  const rule = requireRule(state, input.Rule, input.EventBusName);
  const after = new Set([...rule.targets.keys(), ...targets.map((target) => target.Id)]);
  if (after.size > MAX_TARGETS && !state.ctx.deviates("six-targets")) {
    throw new AwsError("LimitExceededException", "The requested resource exceeds the maximum number allowed.");
  }
  for (const target of targets) rule.targets.set(target.Id ?? "", target);
  return { FailedEntryCount: 0, FailedEntries: [] };
}

/** Any service's: one that LocalCloud cannot hand events to is found out when an event comes. */
const ARN = /^arn:[\w-]+:[\w-]+:[\w-]*:\d*:.+$/;

function checkTarget(target: Target): void {
  constrain(target, {
    Id: { ...RULE_NAME },
    Arn: { required: true, minLength: 1, maxLength: 1600 },
    Input: { maxLength: 8192 },
    InputPath: { maxLength: 256 },
  });
  const { Id, Arn = "", Input, InputPath, InputTransformer } = target;
  const invalid = (parameter: string, reason: string) =>
    new AwsError("ValidationException", `Parameter ${parameter} is not valid. Reason: ${reason}`);
  if (!ARN.test(Arn)) throw invalid(Arn, "Provided Arn is not in correct format.");
  if (/^arn:aws:sqs:.*\.fifo$/.test(Arn) && !target.SqsParameters) {
    throw new AwsError("ValidationException", `Parameter(s) SqsParameters must be specified for target: ${Id}.`);
  }
  if ([Input, InputPath, InputTransformer].filter((one) => one !== undefined).length > 1) {
    throw new AwsError(
      "ValidationException",
      `Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`,
    );
  }
  if (Input !== undefined && !isJson(Input)) throw invalid(`Input`, `JSON syntax error in input for target ${Id}.`);
  if (InputPath !== undefined && !parsePath(InputPath))
    throw invalid("InputPath", `InputPath for target ${Id} is invalid.`);
  if (InputTransformer !== undefined) checkTransformer(Id ?? "", InputTransformer);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export function listTargetsByRule(state: EventsState, input: ListTargetsByRuleRequest): ListTargetsByRuleResponse {
  constrain(input, { Rule: RULE_NAME, Limit: { min: 1, max: 100 } });
  const rule = requireRule(state, input.Rule, input.EventBusName);
  const { items, nextToken } = page([...rule.targets.values()], input.NextToken, input.Limit ?? 100, invalidToken);
  return { Targets: items, NextToken: nextToken };
}

export function removeTargets(state: EventsState, input: RemoveTargetsRequest): RemoveTargetsResponse {
  constrain(input, { Rule: RULE_NAME, Ids: { required: true, minLength: 1, maxLength: 100 } });
  const rule = requireRule(state, input.Rule, input.EventBusName);
  for (const id of input.Ids ?? []) rule.targets.delete(id);
  return { FailedEntryCount: 0, FailedEntries: [] };
}

export function listRuleNamesByTarget(
  state: EventsState,
  input: ListRuleNamesByTargetRequest,
): ListRuleNamesByTargetResponse {
  constrain(input, { TargetArn: { required: true, minLength: 1, maxLength: 1600 }, Limit: { min: 1, max: 100 } });
  const names = [...requireBus(state, input.EventBusName).rules.values()]
    .filter((rule) => [...rule.targets.values()].some((target) => target.Arn === input.TargetArn))
    .map((rule) => rule.name)
    .sort();
  const { items, nextToken } = page(names, input.NextToken, input.Limit ?? 100, invalidToken);
  return { RuleNames: items, NextToken: nextToken };
}
