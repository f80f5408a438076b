import type { Filter } from "@aws-sdk/client-ec2";
import { AwsError } from "../../core/error.ts";

/** What a filter's values are compared with: none, one or several texts. */
type Field<T> = (item: T) => string | readonly string[] | undefined;

/** The filters that one describe operation knows, by name. */
export type Fields<T> = Readonly<Record<string, Field<T>>>;

/** `*` is any text, `?` any one character, `\` takes their meaning away. Everything else is itself, capitals included. */
function toPattern(value: string): RegExp {
  const source = value.replace(/\\([*?\\])|([*?])|[.+^${}()|[\]\\]/g, (found, escaped, wild) => {
    if (escaped) return `\\${escaped}`;
    if (wild) return wild === "*" ? ".*" : ".";
    return `\\${found}`;
  });
  return new RegExp(`^${source}$`, "s");
}

function matches(values: readonly string[], actual: string | readonly string[] | undefined): boolean {
  if (actual === undefined) return false;
  const texts = typeof actual === "string" ? [actual] : actual;
  return values.map(toPattern).some((pattern) => texts.some((text) => pattern.test(text)));
}

function fieldFor<T extends { tags: ReadonlyMap<string, string> }>(name: string, fields: Fields<T>): Field<T> {
  if (name === "tag-key") return (item) => [...item.tags.keys()];
  if (name === "tag-value") return (item) => [...item.tags.values()];
  if (name.startsWith("tag:")) return (item) => item.tags.get(name.slice(4));
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (!field) throw new AwsError("InvalidParameterValue", `The filter '${name}' is invalid`);
  return field;
}

/**
 * The items that pass every filter; within one filter any value will do.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html
 */
export function applyFilters<T extends { tags: ReadonlyMap<string, string> }>(
  items: Iterable<T>,
  filters: readonly Filter[] | undefined,
  fields: Fields<T>,
): T[] {
  const tests = (filters ?? []).map(({ Name, Values }) => {
    if (!Name) throw new AwsError("MissingParameter", "The request must contain the parameter Filter.Name");
    if (!Values?.length) throw new AwsError("InvalidParameterValue", "The filter value cannot be empty");
    const field = fieldFor(Name, fields);
    return (item: T) => matches(Values, field(item));
  });
  return [...items].filter((item) => tests.every((test) => test(item)));
}
