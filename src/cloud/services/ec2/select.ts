import type { Filter } from "@aws-sdk/client-ec2";
import { AwsError } from "../../core/error.ts";
import { page } from "../shared/page.ts";
import { applyFilters, type Fields } from "./filters.ts";
import { kinds, requireAll } from "./validate.ts";

interface Request {
  Filters?: Filter[] | undefined;
  MaxResults?: number | undefined;
  NextToken?: string | undefined;
}

interface Selectable<T> {
  all: ReadonlyMap<string, T>;
  ids: readonly string[] | undefined;
  /** Prefix of the IDs, such as `i-`, and the error family, such as `InvalidInstanceID`. */
  kind: IdKind;
  fields: Fields<T>;
}

export interface IdKind {
  prefix: string;
  error: string;
  /** How AWS's message names the thing: `The instance ID 'i-1' does not exist`. */
  noun: string;
}

const MIN_RESULTS = 5;
const MAX_RESULTS = 1000;

/** What a describe operation answers: named IDs must exist, filters narrow, pages cut. */
export function select<T extends { tags: ReadonlyMap<string, string> }>(request: Request, from: Selectable<T>) {
  // Only instances refuse a page size beside IDs.
  checkPaging(request, from.kind === kinds.instance ? from.ids : undefined);
  const candidates = from.ids?.length ? requireAll(from.all, from.ids, from.kind) : from.all.values();
  const found = applyFilters(candidates, request.Filters, from.fields);
  return page(found, request.NextToken, request.MaxResults ?? MAX_RESULTS, invalidToken);
}

function checkPaging({ MaxResults }: Request, ids: readonly string[] | undefined): void {
  if (MaxResults === undefined) return;
  if (ids?.length) {
    throw new AwsError(
      "InvalidParameterCombination",
      "The parameter instancesSet cannot be used with the parameter maxResults",
    );
  }
  const bound =
    MaxResults < MIN_RESULTS ? `greater than ${MIN_RESULTS}` : MaxResults > MAX_RESULTS && `less than ${MAX_RESULTS}`;
  if (!bound) return;
  throw new AwsError(
    "InvalidParameterValue",
    `Value ( ${MaxResults} ) for parameter maxResults is invalid. Expecting a value ${bound}.`,
  );
}

const invalidToken = () => new AwsError("InvalidParameterValue", "Invalid value for NextToken");
