import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from "@aws-sdk/client-eventbridge";
import { AwsError } from "../../core/error.ts";
import { constrain } from "../shared/constraint.ts";
import { fromTagList, toTagList } from "../shared/tags.ts";
import { DEFAULT_BUS, type EventsState, findBus } from "./rule.ts";

const ARN = { required: true, minLength: 1, maxLength: 1600 };

/** A bus, or a rule of one: `rule/NAME`, or `rule/BUS/NAME`. */
function requireArn(state: EventsState, arn = ""): string {
  if (findBus(state, arn)) return arn;
  const path = arn.split(":rule/")[1] ?? arn;
  const [name, bus = DEFAULT_BUS] = path.split("/").reverse();
  if (state.buses.get(bus)?.rules.get(name ?? "")?.arn === arn) return arn;
  throw new AwsError("ResourceNotFoundException", `Rule ${name} does not exist on EventBus ${bus}.`);
}

export function tagResource(state: EventsState, input: TagResourceRequest): void {
  constrain(input, { ResourceARN: ARN, Tags: { required: true } });
  state.tags.add(requireArn(state, input.ResourceARN), fromTagList(input.Tags));
}

export function untagResource(state: EventsState, input: UntagResourceRequest): void {
  constrain(input, { ResourceARN: ARN, TagKeys: { required: true } });
  state.tags.remove(requireArn(state, input.ResourceARN), input.TagKeys ?? []);
}

export function listTagsForResource(
  state: EventsState,
  input: ListTagsForResourceRequest,
): ListTagsForResourceResponse {
  constrain(input, { ResourceARN: ARN });
  return { Tags: toTagList(state.tags.of(requireArn(state, input.ResourceARN))) };
}
