import type { NormalizedSchema } from "@smithy/core/schema";
import { AwsError } from "../core/error.ts";

/** Form parameters as the tree that their dotted names describe: `Filter.1.Value.2` is four levels. */
interface Node {
  value?: string;
  children?: Map<string, Node>;
}

function toTree(parameters: Iterable<[string, string]>): Node {
  const root: Node = { children: new Map() };
  for (const [name, value] of parameters) {
    let node = root;
    for (const part of name.split(".")) {
      node.children ??= new Map();
      let child = node.children.get(part);
      if (!child) {
        child = {};
        node.children.set(part, child);
      }
      node = child;
    }
    node.value = value;
  }
  return root;
}

export interface QueryInputOptions {
  /** EC2's flavour: lists are flat, names begin with a capital, `ec2QueryName` wins. */
  ec2: boolean;
}

/**
 * Reads a form post by the operation's schema: the reverse of the SDK's QueryShapeSerializer. Throws UnknownParameter for EC2, which
 * rejects what it does not know, and InvalidParameterValue for a number or a boolean that is none.
 * Rules: https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html and aws-query-protocol.html
 */
export function readQuery(
  schema: NormalizedSchema,
  parameters: URLSearchParams,
  options: QueryInputOptions,
): Record<string, unknown> {
  const tree = toTree(parameters);
  for (const envelope of ["Action", "Version"]) tree.children?.delete(envelope);
  return (readStruct(schema, tree, "", options) ?? {}) as Record<string, unknown>;
}

function wireName(member: string, schema: NormalizedSchema, ec2: boolean): string {
  const traits = schema.getMergedTraits() as { ec2QueryName?: string; xmlName?: string };
  if (!ec2) return traits.xmlName ?? member;
  if (traits.ec2QueryName) return traits.ec2QueryName;
  const name = traits.xmlName ?? member;
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function readShape(schema: NormalizedSchema, node: Node, path: string, options: QueryInputOptions): unknown {
  if (schema.isStructSchema()) return readStruct(schema, node, path, options);
  if (schema.isListSchema()) return readList(schema, node, path, options);
  if (schema.isMapSchema()) return readMap(schema, node, path, options);
  return node.value === undefined ? undefined : readScalar(schema, node.value, path);
}

function readStruct(schema: NormalizedSchema, node: Node, path: string, options: QueryInputOptions) {
  if (schema.isUnitSchema()) return {};
  const result: Record<string, unknown> = {};
  const known = new Set<string>();
  for (const [member, memberSchema] of schema.structIterator()) {
    const name = wireName(member, memberSchema, options.ec2);
    known.add(name);
    const child = node.children?.get(name);
    const value = child && readShape(memberSchema, child, path ? `${path}.${name}` : name, options);
    if (value !== undefined) result[member] = value;
  }
  if (options.ec2) rejectUnknown(node, known, path);
  return result;
}

function rejectUnknown(node: Node, known: ReadonlySet<string>, path: string) {
  for (const name of node.children?.keys() ?? []) {
    if (known.has(name)) continue;
    throw new AwsError("UnknownParameter", `The parameter ${path ? `${path}.${name}` : name} is not recognized`);
  }
}

/** Members by their number, which need not begin at 1 nor be dense. */
function numbered(node: Node | undefined): [string, Node][] {
  return [...(node?.children ?? [])].filter(([key]) => /^\d+$/.test(key)).sort(([a], [b]) => Number(a) - Number(b));
}

function readList(schema: NormalizedSchema, node: Node, path: string, options: QueryInputOptions) {
  const member = schema.getValueSchema();
  const traits = schema.getMergedTraits() as { xmlFlattened?: unknown };
  const memberTraits = member.getMergedTraits() as { xmlName?: string };
  const flat = options.ec2 || traits.xmlFlattened !== undefined;
  const items = numbered(flat ? node : node.children?.get(memberTraits.xmlName ?? "member"));
  if (items.length === 0) return node.value === "" ? [] : undefined;
  return items.map(([key, child]) => readShape(member, child, `${path}.${key}`, options));
}

function readMap(schema: NormalizedSchema, node: Node, path: string, options: QueryInputOptions) {
  const keyName = (schema.getKeySchema().getMergedTraits() as { xmlName?: string }).xmlName ?? "key";
  const valueName = (schema.getValueSchema().getMergedTraits() as { xmlName?: string }).xmlName ?? "value";
  const flat = (schema.getMergedTraits() as { xmlFlattened?: unknown }).xmlFlattened !== undefined;
  const entries = numbered(flat ? node : node.children?.get("entry"));
  const result: Record<string, unknown> = {};
  for (const [number, entry] of entries) {
    const key = entry.children?.get(keyName)?.value;
    const value = entry.children?.get(valueName);
    if (key !== undefined && value) {
      result[key] = readShape(schema.getValueSchema(), value, `${path}.${number}.${valueName}`, options);
    }
  }
  return result;
}

function readScalar(schema: NormalizedSchema, value: string, path: string): unknown {
  if (schema.isBooleanSchema()) {
    if (/^(true|false)$/i.test(value)) return value.toLowerCase() === "true";
    throw new AwsError("InvalidParameterValue", `Invalid value '${value}' for ${path}. Expected a boolean.`);
  }
  if (schema.isNumericSchema()) {
    if (value.trim() !== "" && Number.isFinite(Number(value))) return Number(value);
    throw new AwsError(
      "InvalidParameterValue",
      `Value (${value}) for parameter ${path} is invalid. Expected a number.`,
    );
  }
  if (schema.isTimestampSchema()) {
    const date = new Date(value);
    if (!Number.isNaN(date.getTime())) return date;
    throw new AwsError("InvalidParameterValue", `Value (${value}) for parameter ${path} is invalid. Expected a time.`);
  }
  return schema.isBlobSchema() ? Buffer.from(value, "base64") : value;
}
