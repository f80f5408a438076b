import { parse, type ScalarTag, type Tags, type YAMLMap, type YAMLSeq } from "yaml";
import { invalidTemplate } from "./error.ts";
import type { Template } from "./types.ts";

/** The functions that have a short form in YAML: `!Ref X`, `!GetAtt X.Arn`. */
const FUNCTIONS = [
  ...["And", "Base64", "Cidr", "Equals", "FindInMap", "GetAZs", "GetAtt", "If", "ImportValue", "Join"],
  ...["Not", "Or", "Select", "Split", "Sub"],
];

const longForm = (name: string, value: unknown) => ({
  [name === "Ref" || name === "Condition" ? name : `Fn::${name}`]: value,
});

function shortForms(name: string): Tags {
  const tag = `!${name}`;
  const resolve = (value: string) => longForm(name, value);
  const scalar: ScalarTag = { tag, resolve };
  const collection = { tag, resolve: (node: YAMLMap | YAMLSeq) => longForm(name, node.toJSON()) };
  return [scalar, { ...collection, collection: "seq" }, { ...collection, collection: "map" }];
}

const customTags: Tags = ["Ref", "Condition", ...FUNCTIONS].flatMap(shortForms);

/** Reads a template's text, JSON or YAML. Throws ValidationError for one that cannot be a template. */
export function parseTemplate(text: string): Template {
  return requireTemplate(parsed(text));
}

function parsed(text: string): unknown {
  try {
    return text.trimStart().startsWith("{") ? JSON.parse(text) : parse(text, { customTags, logLevel: "error" });
  } catch (error) {
    throw invalidTemplate(`Template format error: ${(error as Error).message.split("\n")[0]}`);
  }
}

export function requireTemplate(template: unknown): Template {
  if (template === null || typeof template !== "object" || Array.isArray(template)) {
    throw invalidTemplate("Template format error: unsupported structure.");
  }
  if ("Transform" in template) throw invalidTemplate("Template format error: LocalCloud does not know transforms");
  const { Resources } = template as Partial<Template>;
  if (!Resources || Object.keys(Resources).length === 0) {
    throw invalidTemplate("Template format error: At least one Resources member must be defined.");
  }
  return template as Template;
}
