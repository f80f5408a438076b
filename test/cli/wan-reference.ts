import { z } from "zod";
import { wanJsonSchema } from "../../src/spec/index.ts";
import { wan } from "../../src/spec/schema.ts";

interface Schema {
  type?: string;
  description?: string;
  default?: unknown;
  enum?: string[];
  examples?: unknown[];
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
}

const code = (value: unknown) => `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
const range = ({ minimum, maximum }: Schema) => `${minimum} to ${maximum}`;

/** What may be written there, in words. `read` is the same key as it is read, which alone has the examples. */
function inWords(schema: Schema, read: Schema = {}): string {
  if (schema.enum) return schema.enum.map(code).join(", ");
  if (schema.type === "integer") return schema.anyOf ? schema.anyOf.map(range).join(", or ") : range(schema);
  if (schema.anyOf) return `${inWords(schema.anyOf[0] as Schema, read.items ?? read)}, or ${several(schema.anyOf[1])}`;
  if (schema.type === "array") return `a list of ${inWords(schema.items ?? {}, read.items)}`;
  if (schema.type === "object") return "the keys below";
  if (schema.type === "boolean") return "`true`, `false`";
  const example = read.examples?.[0];
  const text = example === undefined ? "text" : `text such as ${code(example)}`;
  return schema.maxLength ? `${text}, at most ${schema.maxLength} characters` : text;
}

const several = (schema: Schema | undefined) => (schema?.type === "array" ? "a list of such" : "the keys below");

/** The keys that a key holds, where it holds any, its short forms aside. */
function inner(schema: Schema): Schema | undefined {
  if (schema.properties) return schema;
  if (schema.items) return inner(schema.items);
  return schema.anyOf?.map(inner).find(Boolean);
}

function table(written: Schema, read: Schema): string {
  const rows = Object.entries(written.properties ?? {}).map(([key, value]) => {
    const seen = read.properties?.[key] ?? {};
    const plain = inner(value) || seen.default === undefined ? "" : code(seen.default);
    const without = written.required?.includes(key) ? "required" : plain;
    return `| \`${key}\` | ${inWords(value, seen)} | ${without} | ${value.description ?? ""} |`;
  });
  return `| key | value | when left out | meaning |\n|---|---|---|---|\n${rows.join("\n")}\n`;
}

function sections(written: Schema, read: Schema): string[] {
  return Object.entries(written.properties ?? {}).flatMap(([key, value]) => {
    const below = inner(value);
    const seen = inner(read.properties?.[key] ?? {});
    return below && seen ? [`## \`${key}\`\n\n${value.description}\n\n${table(below, seen)}`] : [];
  });
}

/** docs/reference/wan.md: every key that the schema of wan.yaml knows. */
export function wanReference(): string {
  const written = wanJsonSchema() as Schema;
  // Where a value is transformed, JSON Schema keeps default and example for what comes out only.
  const read = z.toJSONSchema(wan, { target: "draft-7", io: "output", unrepresentable: "any" }) as Schema;
  return `# wan.yaml

Every key, as \`hubshift check\` reads it. An unknown key is an error. \`hubshift check --schema\` prints the same for an editor, as JSON
Schema, and \`hubshift plan\` shows what follows from a file. \`transit\` and \`vpc\` written as text are their range alone.

${table(written, read)}
${sections(written, read).join("\n")}`;
}
