import type { PutRuleRequest, Target } from "@aws-sdk/client-eventbridge";
import { generatedName } from "../../core/ids.ts";
import type { ResourceProvider, ResourceRequest } from "../../core/types.ts";
import { passedRoles } from "./needs.ts";
import { DEFAULT_BUS, type EventsState } from "./rule.ts";
import { deleteRule, putRule } from "./rules.ts";
import type { Scheduler } from "./schedule/scheduler.ts";
import { putTargets, removeTargets } from "./targets.ts";

/** What an `AWS::Events::Rule` says, where it differs from PutRule: the pattern is an object, the targets lie inside. */
interface RuleProperties extends Omit<PutRuleRequest, "EventPattern"> {
  EventPattern?: object;
  Targets?: Target[];
}

export function ruleResource(state: EventsState, scheduler: Scheduler): ResourceProvider {
  function put(name: string, { EventPattern, Targets = [], ...rest }: RuleProperties, resource: ResourceRequest) {
    const rule = { ...rest, Name: name, EventPattern: EventPattern && JSON.stringify(EventPattern) };
    const { RuleArn } = putRule(state, rule, scheduler);
    state.tags.set(RuleArn ?? "", resource.tags);
    if (Targets.length > 0) putTargets(state, { Rule: name, Targets });
    return { physicalId: name, attributes: { Arn: RuleArn } };
  }
  return {
    type: "AWS::Events::Rule",
    replaces: ["Name", "EventBusName"],
    passes: ({ Targets = [], ...rule }: RuleProperties) => passedRoles([rule, ...Targets]),
    async create(properties: RuleProperties, resource) {
      return put(properties.Name ?? generatedName(resource.stackName, resource.logicalId, 64), properties, resource);
    },
    async update(name, properties: RuleProperties, resource, before: RuleProperties) {
      const kept = new Set((properties.Targets ?? []).map(({ Id }) => Id));
      const Ids = (before.Targets ?? []).flatMap(({ Id }) => (Id !== undefined && !kept.has(Id) ? [Id] : []));
      if (Ids.length > 0) removeTargets(state, { Rule: name, Ids });
      return put(name, properties, resource);
    },
    async delete(name) {
      const ids = [...(state.buses.get(DEFAULT_BUS)?.rules.get(name)?.targets.keys() ?? [])];
      if (ids.length > 0) removeTargets(state, { Rule: name, Ids: ids });
      deleteRule(state, { Name: name }, scheduler);
    },
  };
}
