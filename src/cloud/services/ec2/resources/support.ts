import { AwsError } from "../../../core/error.ts";
import type { ResourceRequest } from "../../../core/types.ts";

interface Tag {
  Key: string;
  Value: string;
}

/** The resource's tags: its own, the stack's, and those that CloudFormation adds. */
export function resourceTags(own: readonly Tag[] | undefined, resource: ResourceRequest): Map<string, string> {
  return new Map([
    ...Object.entries(resource.tags),
    ["aws:cloudformation:stack-name", resource.stackName],
    ["aws:cloudformation:stack-id", resource.stackId],
    ["aws:cloudformation:logical-id", resource.logicalId],
    ...(own ?? []).map(({ Key, Value }) => [Key, String(Value)] as const),
  ]);
}

/**
 * A resource's tags after an update: CloudFormation changes what its template changes, and those that somebody else has put on the
 * resource stay. `wanted` are as `resourceTags` gives them.
 */
export function updatedTags(
  current: ReadonlyMap<string, string>,
  wanted: ReadonlyMap<string, string>,
  before: readonly Tag[] | undefined,
): Map<string, string> {
  const dropped = new Set((before ?? []).map(({ Key }) => Key));
  return new Map([...[...current].filter(([key]) => !dropped.has(key)), ...wanted]);
}

/** A property that AWS demands. */
export function required<T>(properties: Record<string, unknown>, name: string): T {
  const value = properties[name];
  if (value === undefined) throw new AwsError("ValidationError", `Property ${name} cannot be empty.`);
  return value as T;
}
