import type {
  CreateTagsRequest,
  DeleteTagsRequest,
  DescribeTagsRequest,
  DescribeTagsResult,
} from "@aws-sdk/client-ec2";
import { AwsError } from "../../core/error.ts";
import type { Ec2 } from "./context.ts";
import { allRules } from "./describe-security-group-rules.ts";
import type { Fields } from "./filters.ts";
import type { Ec2State } from "./model.ts";
import { select } from "./select.ts";
import { requireKey } from "./tag-specifications.ts";
import { kinds } from "./validate.ts";

const MAX_TAGS = 50;

interface Kind {
  type: string;
  prefix: string;
  error: string;
  noun: string;
  all(state: Ec2State): ReadonlyMap<string, { tags: Map<string, string> }>;
}

const taggable: readonly Kind[] = [
  { type: "instance", ...kinds.instance, all: (s) => s.instances },
  { type: "elastic-ip", ...kinds.allocation, all: (s) => s.addresses },
  { type: "vpc", ...kinds.vpc, all: (s) => s.vpcs },
  { type: "subnet", ...kinds.subnet, all: (s) => s.subnets },
  { type: "route-table", ...kinds.routeTable, all: (s) => s.routeTables },
  { type: "internet-gateway", ...kinds.internetGateway, all: (s) => s.internetGateways },
  { type: "security-group", ...kinds.securityGroup, all: (s) => s.securityGroups },
  { type: "security-group-rule", ...kinds.securityGroupRule, all: rulesByIdOf },
];

function rulesByIdOf(state: Ec2State) {
  return new Map(Array.from(allRules(state), ([id, { rule }]) => [id, rule]));
}

/** By its ID's prefix, whatever it is. */
function taggedOf(state: Ec2State, id: string): Map<string, string> {
  const kind = taggable.find(({ prefix }) => id.startsWith(prefix));
  if (!kind) throw new AwsError("InvalidID", `The ID '${id}' is not valid`);
  const found = kind.all(state).get(id);
  if (!found) throw new AwsError(`${kind.error}.NotFound`, `The ${kind.noun} '${id}' does not exist`);
  return found.tags;
}

function requireResources(resources: readonly string[]): void {
  if (resources.length > 0) return;
  throw new AwsError("MissingParameter", "The request must contain the parameter resourceIdSet");
}

/** Every key is checked and every resource looked for before any tag is written. */
export const createTags =
  ({ state }: Ec2) =>
  ({ Resources = [], Tags = [] }: CreateTagsRequest): void => {
    requireResources(Resources);
    if (Tags.length === 0) throw new AwsError("MissingParameter", "The request must contain the parameter tagSet");
    const tags = Tags.map(({ Key, Value }) => [requireKey(Key), Value ?? ""] as const);
    const targets = Resources.map((id) => taggedOf(state, id));
    for (const target of targets) {
      const after = new Set([...target.keys(), ...tags.map(([key]) => key)]);
      if (after.size > MAX_TAGS) {
        throw new AwsError("TagLimitExceeded", `The maximum number of Tags for a resource has been reached.`);
      }
    }
    for (const target of targets) for (const [key, value] of tags) target.set(key, value);
  };

/** Without tags all of them go; a tag with a value goes only when it has that value. What is not there is no error. */
export const deleteTags =
  ({ state }: Ec2) =>
  ({ Resources = [], Tags }: DeleteTagsRequest): void => {
    requireResources(Resources);
    for (const target of Resources.map((id) => taggedOf(state, id))) {
      if (!Tags?.length) target.clear();
      for (const { Key = "", Value } of Tags ?? []) {
        if (Value === undefined || target.get(Key) === Value) target.delete(Key);
      }
    }
  };

interface TagRow {
  resourceId: string;
  resourceType: string;
  key: string;
  value: string;
  tags: ReadonlyMap<string, string>;
}

const fields: Fields<TagRow> = {
  key: (row) => row.key,
  value: (row) => row.value,
  "resource-id": (row) => row.resourceId,
  "resource-type": (row) => row.resourceType,
};

export const describeTags =
  ({ state }: Ec2) =>
  (input: DescribeTagsRequest): DescribeTagsResult => {
    const rows = new Map<string, TagRow>();
    for (const { type, all } of taggable) {
      for (const [resourceId, { tags }] of all(state)) {
        for (const [key, value] of tags) {
          rows.set(`${resourceId} ${key}`, {
            resourceId,
            resourceType: type,
            key,
            value,
            tags: new Map([[key, value]]),
          });
        }
      }
    }
    const { items, nextToken } = select(input, { all: rows, ids: undefined, kind: kinds.instance, fields });
    return {
      Tags: items.map(({ resourceId, resourceType, key, value }) => ({
        ResourceId: resourceId,
        ResourceType: resourceType as "instance",
        Key: key,
        Value: value,
      })),
      NextToken: nextToken,
    };
  };
