import type { ListMetricsInput, ListMetricsOutput } from "@aws-sdk/client-cloudwatch";
import { page } from "../shared/page.ts";
import { type CloudWatchState, invalidValue } from "./alarm.ts";

const invalidListToken = () => invalidValue("Request parameter NextToken is invalid");

export function listMetrics(state: CloudWatchState, input: ListMetricsInput): ListMetricsOutput {
  const metrics = state.metrics
    .list()
    .filter(
      ({ namespace, name, dimensions }) =>
        (input.Namespace === undefined || namespace === input.Namespace) &&
        (input.MetricName === undefined || name === input.MetricName) &&
        (input.Dimensions ?? []).every((wanted) =>
          dimensions.some(
            ({ Name, Value }) => Name === wanted.Name && (wanted.Value === undefined || Value === wanted.Value),
          ),
        ),
    );
  const { items, nextToken } = page(metrics, input.NextToken, 500, invalidListToken);
  return {
    Metrics: items.map(({ namespace, name, dimensions }) => ({
      Namespace: namespace,
      MetricName: name,
      Dimensions: [...dimensions],
    })),
    NextToken: nextToken,
  };
}
