import { AwsError } from "../../core/error.ts";
import { generatedName } from "../../core/ids.ts";
import type { MetricPort } from "../../core/ports.ts";
import type { ResourceProvider } from "../../core/types.ts";
import { compileFilter } from "./filter/filter.ts";
import { type LogsState, requireGroup } from "./store.ts";

/** Turns the lines of a group that match into a metric. */
export interface MetricFilter {
  matches(message: string): boolean;
  namespace: string;
  metricName: string;
  value: number;
}

interface MetricFilterProperties {
  FilterName?: string;
  FilterPattern?: string;
  LogGroupName?: string;
  MetricTransformations?: { MetricName: string; MetricNamespace: string; MetricValue: string }[];
}

/** Counts new events of `groupName` in the metrics of the group's filters. */
export function countMatches(
  state: LogsState,
  metrics: MetricPort,
  groupName: string,
  events: readonly { timestamp: number; message: string }[],
): void {
  for (const filter of state.groups.get(groupName)?.metricFilters.values() ?? []) {
    for (const { timestamp, message } of events) {
      if (filter.matches(message)) metrics.record(filter.namespace, filter.metricName, filter.value, timestamp);
    }
  }
}

export function metricFilterResource(state: LogsState): ResourceProvider {
  return {
    type: "AWS::Logs::MetricFilter",
    replaces: ["FilterName", "LogGroupName"],
    async create(properties: MetricFilterProperties, { stackName, logicalId }) {
      const name = properties.FilterName ?? generatedName(stackName, logicalId, 512);
      const group = requireGroup(state, { logGroupName: properties.LogGroupName });
      group.metricFilters.set(name, metricFilter(properties));
      return { physicalId: name, attributes: {} };
    },
    async update(name, properties: MetricFilterProperties) {
      const group = requireGroup(state, { logGroupName: properties.LogGroupName });
      group.metricFilters.set(name, metricFilter(properties));
      return {};
    },
    async delete(name) {
      for (const group of state.groups.values()) group.metricFilters.delete(name);
    },
  };
}

function metricFilter({ FilterPattern = "", MetricTransformations = [] }: MetricFilterProperties): MetricFilter {
  const [transformation] = MetricTransformations;
  const value = Number(transformation?.MetricValue);
  if (!transformation || MetricTransformations.length > 1 || Number.isNaN(value)) {
    throw new AwsError(
      "InvalidParameterException",
      "LocalCloud knows metric filters with one transformation and a number as its value.",
    );
  }
  const { MetricNamespace: namespace, MetricName: metricName } = transformation;
  return { matches: compileFilter(FilterPattern), namespace, metricName, value };
}
