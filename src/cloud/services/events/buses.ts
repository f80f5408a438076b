import type {
  CreateEventBusRequest,
  CreateEventBusResponse,
  DeleteEventBusRequest,
  DescribeEventBusRequest,
  DescribeEventBusResponse,
  ListEventBusesRequest,
  ListEventBusesResponse,
} from "@aws-sdk/client-eventbridge";
import { AwsError } from "../../core/error.ts";
import { constrain } from "../shared/constraint.ts";
import { page } from "../shared/page.ts";
import { fromTagList } from "../shared/tags.ts";
import { addBus, type Bus, busArn, DEFAULT_BUS, type EventsState, invalidToken, requireBus } from "./rule.ts";

const BUS_NAME = { required: true, minLength: 1, maxLength: 256, pattern: "[/\\.\\-_A-Za-z0-9]+" };

/** Order of checks: form, partner source, slash (only a partner's bus has one), name free. */
export function createEventBus(state: EventsState, input: CreateEventBusRequest): CreateEventBusResponse {
  constrain(input, { Name: BUS_NAME, Description: { maxLength: 512 } });
  const { Name: name = "", Description, EventSourceName } = input;
  if (EventSourceName !== undefined) {
    throw new AwsError("ResourceNotFoundException", `Event source ${EventSourceName} does not exist.`);
  }
  if (name.includes("/")) throw new AwsError("ValidationException", "Event bus name must not contain '/'.");
  if (state.buses.has(name)) {
    throw new AwsError("ResourceAlreadyExistsException", `Event bus ${name} already exists.`);
  }
  const bus = addBus(state, name, Description);
  state.tags.add(bus.arn, fromTagList(input.Tags));
  return { EventBusArn: bus.arn, ...(Description !== undefined && { Description }) };
}

/** One that does not exist is deleted already; one with rules stays. */
export function deleteEventBus(state: EventsState, input: DeleteEventBusRequest): void {
  constrain(input, { Name: BUS_NAME });
  const { Name: name = "" } = input;
  if (name === DEFAULT_BUS) throw new AwsError("ValidationException", `Cannot delete event bus ${name}.`);
  if (state.buses.get(name)?.rules.size) {
    throw new AwsError("ValidationException", `Event bus ${name} can't be deleted since it has rules.`);
  }
  state.buses.delete(name);
  state.tags.drop(busArn(state.ctx, name));
}

/** As both operations show a bus: its policy is there once somebody else was allowed something. */
const shown = (bus: Bus) => ({
  Name: bus.name,
  Arn: bus.arn,
  ...(bus.description !== undefined && { Description: bus.description }),
  ...(bus.statements.length > 0 && {
    Policy: JSON.stringify({ Version: "2012-10-17", Statement: bus.statements }),
  }),
});

export function describeEventBus(state: EventsState, input: DescribeEventBusRequest): DescribeEventBusResponse {
  return shown(requireBus(state, input.Name));
}

export function listEventBuses(state: EventsState, input: ListEventBusesRequest): ListEventBusesResponse {
  constrain(input, { Limit: { min: 1, max: 100 } });
  const buses = [...state.buses.values()]
    .filter((bus) => bus.name.startsWith(input.NamePrefix ?? ""))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { items, nextToken } = page(buses, input.NextToken, input.Limit ?? 100, invalidToken);
  return { EventBuses: items.map(shown), NextToken: nextToken };
}
