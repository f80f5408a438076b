import type {
  AddTagsToResourceRequest,
  DeleteParameterRequest,
  DeleteParametersRequest,
  DeleteParametersResult,
  DescribeParametersRequest,
  DescribeParametersResult,
  ListTagsForResourceRequest,
  ListTagsForResourceResult,
  ParameterMetadata,
  ParameterStringFilter,
  RemoveTagsFromResourceRequest,
} from "@aws-sdk/client-ssm";
import { AwsError } from "../../core/error.ts";
import { constrain } from "../shared/constraint.ts";
import { page } from "../shared/page.ts";
import { fromTagList, toTagList } from "../shared/tags.ts";
import { invalidToken, isBelow } from "./read-parameters.ts";
import { parameterArn, requireOwn, type SsmState, type StoredParameter } from "./store.ts";

export function deleteParameter(state: SsmState, input: DeleteParameterRequest): void {
  const { name } = requireOwn(state, input.Name as string);
  state.parameters.delete(name);
  state.tags.drop(name);
}

export function deleteParameters(state: SsmState, input: DeleteParametersRequest): DeleteParametersResult {
  constrain(input, { Names: { required: true, minLength: 1, maxLength: 10 } });
  const names = input.Names ?? [];
  const known = names.filter((name) => state.parameters.has(name));
  for (const Name of known) deleteParameter(state, { Name });
  return { DeletedParameters: known, InvalidParameters: names.filter((name) => !known.includes(name)) };
}

/** Whether a parameter is one of those that a filter asks for. Throws InvalidFilterKey. */
function passes({ Key, Option, Values = [] }: ParameterStringFilter, { name, type }: StoredParameter): boolean {
  if (Key === "Type") return Values.includes(type);
  if (Key === "Path") return Values.some((path) => isBelow(path, name, Option === "Recursive"));
  if (Key !== "Name") throw new AwsError("InvalidFilterKey", `The specified filter key ${Key} is not valid.`);
  if (Option === "Contains") return Values.some((part) => name.includes(part));
  return Values.some((value) => (Option === "BeginsWith" ? name.startsWith(value) : name === value));
}

/** Values are not among what it shows. */
export function describeParameters(state: SsmState, input: DescribeParametersRequest): DescribeParametersResult {
  constrain(input, { MaxResults: { min: 1, max: 50 } });
  const wanted = [...state.parameters.values()]
    .filter((one) => (input.ParameterFilters ?? []).every((filter) => passes(filter, one)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { items, nextToken } = page(wanted, input.NextToken, input.MaxResults ?? 50, invalidToken);
  return { Parameters: items.map((one) => metadata(state, one)), NextToken: nextToken };
}

const metadata = ({ ctx }: SsmState, stored: StoredParameter): ParameterMetadata => ({
  Name: stored.name,
  ARN: parameterArn(ctx, stored.name),
  Type: stored.type,
  KeyId: stored.keyId,
  LastModifiedDate: stored.modified,
  LastModifiedUser: `arn:aws:iam::${ctx.accountId}:root`,
  Description: stored.description,
  AllowedPattern: stored.allowedPattern,
  Version: stored.version,
  Tier: stored.tier,
  Policies: [],
  DataType: "text",
});

function requireTagged(state: SsmState, { ResourceId: name = "" }: { ResourceId?: string | undefined }): string {
  if (state.parameters.has(name)) return name;
  throw new AwsError("InvalidResourceId", "The resource ID is not valid. Verify that you entered the correct ID.");
}

export function addTagsToResource(state: SsmState, input: AddTagsToResourceRequest): void {
  state.tags.add(requireTagged(state, input), fromTagList(input.Tags));
}

export function removeTagsFromResource(state: SsmState, input: RemoveTagsFromResourceRequest): void {
  state.tags.remove(requireTagged(state, input), input.TagKeys ?? []);
}

export function listTagsForResource(state: SsmState, input: ListTagsForResourceRequest): ListTagsForResourceResult {
  return { TagList: toTagList(state.tags.of(requireTagged(state, input))) };
}
