import type { Target } from "@aws-sdk/client-eventbridge";
import { AwsError } from "../../core/error.ts";
import type { CloudContext } from "../../core/types.ts";
import { TagStore } from "../shared/tags.ts";
import type { EventPattern } from "./pattern/pattern.ts";
import type { Schedule } from "./schedule/schedule.ts";

export const DEFAULT_BUS = "default";

export interface Rule {
  name: string;
  arn: string;
  bus: string;
  /** The pattern as it was given, and compiled. */
  patternText: string | undefined;
  pattern: EventPattern | undefined;
  scheduleText: string | undefined;
  schedule: Schedule | undefined;
  enabled: boolean;
  description: string | undefined;
  roleArn: string | undefined;
  targets: Map<string, Target>;
}

export interface Bus {
  name: string;
  arn: string;
  description: string | undefined;
  /** Epoch ms. */
  created: number;
  rules: Map<string, Rule>;
  /** Who else may put events, in the order in which they were allowed. */
  statements: Record<string, unknown>[];
}

/** Event buses with their rules: what every operation of EventBridge works on. */
export interface EventsState {
  ctx: CloudContext;
  buses: Map<string, Bus>;
  tags: TagStore;
}

export function createState(ctx: CloudContext): EventsState {
  const state = { ctx, buses: new Map<string, Bus>(), tags: new TagStore() };
  addBus(state, DEFAULT_BUS, undefined);
  return state;
}

export function addBus(state: EventsState, name: string, description: string | undefined): Bus {
  const bus = {
    name,
    arn: busArn(state.ctx, name),
    description,
    created: state.ctx.now(),
    rules: new Map(),
    statements: [],
  };
  state.buses.set(name, bus);
  return bus;
}

export const busArn = (ctx: CloudContext, name: string): string =>
  `arn:aws:events:${ctx.region}:${ctx.accountId}:event-bus/${name}`;

/** A rule of the default bus has no bus in its ARN. */
export function ruleArn(ctx: CloudContext, bus: string, name: string): string {
  const path = bus === DEFAULT_BUS ? name : `${bus}/${name}`;
  return `arn:aws:events:${ctx.region}:${ctx.accountId}:rule/${path}`;
}

/** By name or ARN; the default bus when none is named. */
export function findBus(state: EventsState, nameOrArn: string | undefined): Bus | undefined {
  const given = nameOrArn ?? DEFAULT_BUS;
  return state.buses.get(given) ?? [...state.buses.values()].find((bus) => bus.arn === given);
}

/** @throws AwsError ResourceNotFoundException */
export function requireBus(state: EventsState, nameOrArn: string | undefined): Bus {
  const bus = findBus(state, nameOrArn);
  if (!bus) throw new AwsError("ResourceNotFoundException", `Event bus ${nameOrArn} does not exist.`);
  return bus;
}

/** @throws AwsError ResourceNotFoundException when the rule or its bus does not exist. */
export function requireRule(state: EventsState, name: string | undefined, nameOrArn: string | undefined): Rule {
  const bus = requireBus(state, nameOrArn);
  const rule = bus.rules.get(name ?? "");
  if (rule) return rule;
  throw new AwsError("ResourceNotFoundException", `Rule ${name} does not exist on EventBus ${bus.name}.`);
}

/** Constraints of API_PutRule, shared by the operations that name a rule. */
export const RULE_NAME = { required: true, minLength: 1, maxLength: 64, pattern: "[\\.\\-_A-Za-z0-9]+" };

export const invalidToken = (): AwsError => new AwsError("ValidationException", "Invalid NextToken");
