import type {
  DescribeEventBusRequest,
  DescribeEventBusResponse,
  ListEventBusesRequest,
  ListEventBusesResponse,
} from "@aws-sdk/client-eventbridge";
import { constrain } from "../shared/constraint.ts";
import { busArn, DEFAULT_BUS, type EventsState, requireDefaultBus } from "./rule.ts";

export function describeEventBus(state: EventsState, input: DescribeEventBusRequest): DescribeEventBusResponse {
  requireDefaultBus(state.ctx, input.Name);
  return { Name: DEFAULT_BUS, Arn: busArn(state.ctx) };
}

export function listEventBuses(state: EventsState, input: ListEventBusesRequest): ListEventBusesResponse {
  constrain(input, { Limit: { min: 1, max: 100 } });
  const matches = DEFAULT_BUS.startsWith(input.NamePrefix ?? "");
  return { EventBuses: matches ? [{ Name: DEFAULT_BUS, Arn: busArn(state.ctx) }] : [] };
}
