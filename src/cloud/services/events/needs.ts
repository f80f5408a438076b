import type {
  ListTagsForResourceRequest,
  PutEventsRequest,
  PutEventsRequestEntry,
  PutRuleRequest,
  PutTargetsRequest,
} from "@aws-sdk/client-eventbridge";
import { type Access, type AccessTable, type ConditionKeys, passRole } from "../../core/access.ts";
import { busArn, DEFAULT_BUS, type EventsState, findBus, ruleArn } from "./rule.ts";

interface OnRule {
  Name?: string;
  Rule?: string;
  EventBusName?: string;
}

const ON_RULES = ["DescribeRule", "DeleteRule", "EnableRule", "DisableRule", "ListTargetsByRule", "RemoveTargets"];
const ON_BUSES = ["CreateEventBus", "DeleteEventBus", "DescribeEventBus"];
const PERMISSIONS = ["PutPermission", "RemovePermission"];
const TAGGING = ["TagResource", "UntagResource", "ListTagsForResource"];

/** The roles with which EventBridge is to act for a rule or its targets. */
export const passedRoles = (holders: readonly { RoleArn?: string | undefined }[]): Access[] =>
  holders.flatMap(({ RoleArn }) => (RoleArn ? [passRole(RoleArn, "events.amazonaws.com")] : []));

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html */
export function eventsNeeds(state: EventsState): AccessTable {
  const { ctx } = state;
  const busName = (nameOrArn: string | undefined) => findBus(state, nameOrArn)?.name ?? nameOrArn ?? DEFAULT_BUS;
  const onRule = (action: string, { Name, Rule, EventBusName }: OnRule, keys?: ConditionKeys): Access[] => [
    { action: `events:${action}`, resource: ruleArn(ctx, busName(EventBusName), Name ?? Rule ?? ""), keys },
  ];
  const onBus = (action: string, bus: string | undefined, keys?: ConditionKeys): Access => ({
    action: `events:${action}`,
    resource: busArn(ctx, busName(bus)),
    keys,
  });
  return Object.fromEntries<AccessTable[string]>([
    ...ON_RULES.map((name) => [name, (input: OnRule) => onRule(name, input)] as const),
    ...ON_BUSES.map((name) => [name, (input: OnRule) => [onBus(name, input.Name)]] as const),
    ...PERMISSIONS.map((name) => [name, (input: OnRule) => [onBus(name, input.EventBusName)]] as const),
    ...TAGGING.map(
      (name) =>
        [
          name,
          (input: ListTagsForResourceRequest) => [{ action: `events:${name}`, resource: input.ResourceARN ?? "*" }],
        ] as const,
    ),
    [
      "PutRule",
      (input: PutRuleRequest) => [
        ...onRule("PutRule", input, patternKeys(input.EventPattern)),
        ...passedRoles([input]),
      ],
    ],
    [
      "PutTargets",
      (input: PutTargetsRequest) => [
        ...onRule("PutTargets", input, { "events:TargetArn": (input.Targets ?? []).map(({ Arn = "" }) => Arn) }),
        ...passedRoles(input.Targets ?? []),
      ],
    ],
    [
      "PutEvents",
      ({ Entries = [] }: PutEventsRequest) =>
        [...new Set(Entries.map(({ EventBusName }) => busName(EventBusName)))].map((bus) =>
          onBus("PutEvents", bus, entryKeys(Entries)),
        ),
    ],
  ]);
}

/** What all entries together say: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html */
function entryKeys(entries: readonly PutEventsRequestEntry[]): ConditionKeys {
  const values = (name: "Source" | "DetailType") => [...new Set(entries.flatMap((entry) => entry[name] ?? []))];
  return { "events:source": values("Source"), "events:detail-type": values("DetailType") };
}

/** The sources and detail types that a rule's pattern names. */
function patternKeys(pattern: string | undefined): ConditionKeys {
  try {
    const { source, "detail-type": detailType } = JSON.parse(pattern ?? "{}");
    const texts = (values: unknown) =>
      Array.isArray(values) ? values.filter((value) => typeof value === "string") : undefined;
    return { "events:source": texts(source), "events:detail-type": texts(detailType) };
  } catch {
    return {};
  }
}
