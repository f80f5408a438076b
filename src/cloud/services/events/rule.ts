import type { Target } from "@aws-sdk/client-eventbridge";
import { AwsError } from "../../core/error.ts";
import type { CloudContext } from "../../core/types.ts";
import { TagStore } from "../shared/tags.ts";
import type { EventPattern } from "./pattern/pattern.ts";

export const DEFAULT_BUS = "default";

export interface Rule {
  name: string;
  arn: string;
  /** The pattern as it was given, and compiled. */
  patternText: string;
  pattern: EventPattern;
  enabled: boolean;
  description: string | undefined;
  roleArn: string | undefined;
  targets: Map<string, Target>;
}

/** The rules of the default event bus: what every operation of EventBridge works on. */
export interface EventsState {
  ctx: CloudContext;
  rules: Map<string, Rule>;
  tags: TagStore;
}

export const createState = (ctx: CloudContext): EventsState => ({ ctx, rules: new Map(), tags: new TagStore() });

export const busArn = (ctx: CloudContext): string => `arn:aws:events:${ctx.region}:${ctx.accountId}:event-bus/default`;

export const ruleArn = (ctx: CloudContext, name: string): string =>
  `arn:aws:events:${ctx.region}:${ctx.accountId}:rule/${name}`;

/** LocalCloud has the default bus only. Names and ARNs of it are accepted. */
export function requireDefaultBus(ctx: CloudContext, bus: string | undefined): void {
  if (bus === undefined || bus === DEFAULT_BUS || bus === busArn(ctx)) return;
  throw new AwsError("ResourceNotFoundException", `Event bus ${bus} does not exist.`);
}

/** @throws AwsError ResourceNotFoundException when the rule or its bus does not exist. */
export function requireRule(state: EventsState, name: string | undefined, bus: string | undefined): Rule {
  requireDefaultBus(state.ctx, bus);
  const rule = state.rules.get(name ?? "");
  if (rule) return rule;
  throw new AwsError("ResourceNotFoundException", `Rule ${name} does not exist on EventBus ${bus ?? DEFAULT_BUS}.`);
}

/** Constraints of API_PutRule, shared by the operations that name a rule. */
export const RULE_NAME = { required: true, minLength: 1, maxLength: 64, pattern: "[\\.\\-_A-Za-z0-9]+" };

export const invalidToken = (): AwsError => new AwsError("ValidationException", "Invalid NextToken");
