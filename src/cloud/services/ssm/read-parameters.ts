import type {
  GetParameterRequest,
  GetParameterResult,
  GetParametersByPathRequest,
  GetParametersByPathResult,
  GetParametersRequest,
  GetParametersResult,
  Parameter,
} from "@aws-sdk/client-ssm";
import { AwsError } from "../../core/error.ts";
import { constrain } from "../shared/constraint.ts";
import { page } from "../shared/page.ts";
import { encrypted, find, parameterArn, type SsmState, type StoredParameter } from "./store.ts";

function shown(state: SsmState, stored: StoredParameter, decrypt: boolean | undefined): Parameter {
  const { name, type, value, version, modified } = stored;
  return {
    Name: name,
    Type: type,
    Value: type === "SecureString" && !decrypt ? encrypted(state, value) : value,
    Version: version,
    LastModifiedDate: modified,
    ARN: parameterArn(state.ctx, name),
    DataType: "text",
  };
}

export function getParameter(state: SsmState, input: GetParameterRequest): GetParameterResult {
  constrain(input, { Name: { required: true, minLength: 1 } });
  const found = find(state, input.Name as string);
  if (!found) throw new AwsError("ParameterNotFound", `Parameter ${input.Name} not found.`);
  return { Parameter: shown(state, found, input.WithDecryption) };
}

/** Names that nothing has are told apart, and are no error. */
export function getParameters(state: SsmState, input: GetParametersRequest): GetParametersResult {
  constrain(input, { Names: { required: true, minLength: 1, maxLength: 10 } });
  const names = input.Names ?? [];
  return {
    Parameters: names.flatMap((name) => {
      const found = find(state, name);
      return found ? [shown(state, found, input.WithDecryption)] : [];
    }),
    InvalidParameters: names.filter((name) => !find(state, name)),
  };
}

/** Those below a path: its children, or all that come from it. */
export function isBelow(path: string, name: string, recursive: boolean): boolean {
  const prefix = path.endsWith("/") ? path : `${path}/`;
  return name.startsWith(prefix) && (recursive || !name.slice(prefix.length).includes("/"));
}

export function getParametersByPath(state: SsmState, input: GetParametersByPathRequest): GetParametersByPathResult {
  constrain(input, { Path: { required: true, pattern: "/.*" }, MaxResults: { min: 1, max: 10 } });
  const below = [...state.parameters.values()]
    .filter(({ name }) => isBelow(input.Path as string, name, input.Recursive ?? false))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { items, nextToken } = page(below, input.NextToken, input.MaxResults ?? 10, invalidToken);
  return { Parameters: items.map((one) => shown(state, one, input.WithDecryption)), NextToken: nextToken };
}

export const invalidToken = () => new AwsError("InvalidNextToken", "The specified token is not valid.");
