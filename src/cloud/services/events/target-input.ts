import type { InputTransformer, Target } from "@aws-sdk/client-eventbridge";
import { AwsError } from "../../core/error.ts";
import type { EventEnvelope } from "./envelope.ts";
import { parsePath, valueAt } from "./json-path.ts";
import type { Rule } from "./rule.ts";

/** @throws AwsError ValidationException when a path is none, or the template names a variable that no path defines. */
export function checkTransformer(id: string, transformer: InputTransformer): void {
  const invalid = (reason: string) =>
    new AwsError("ValidationException", `InputTransformer for target ${id} is invalid: ${reason}`);
  const paths = transformer.InputPathsMap ?? {};
  for (const [name, path] of Object.entries(paths)) {
    if (!parsePath(path)) throw invalid(`${path} is not a valid JSON path`);
    if (name.startsWith("AWS")) throw invalid(`the key ${name} is reserved`);
  }
  const unknown = [...(transformer.InputTemplate ?? "").matchAll(VARIABLE)]
    .map((found) => found[1] ?? "")
    .filter((name) => !name.startsWith("aws.events.") && !Object.hasOwn(paths, name));
  if (unknown.length > 0) throw invalid(`Invalid input template: undefined variables ${unknown.join(", ")}`);
}

const VARIABLE = /<([A-Za-z0-9_.-]+)>/g;

/** What a target receives of an event: all of it, a constant, a part, or a text made of parts. */
export function targetInput(event: EventEnvelope, rule: Rule, target: Target): unknown {
  if (target.Input !== undefined) return JSON.parse(target.Input);
  if (target.InputPath !== undefined) return valueAt(event, target.InputPath) ?? null;
  return target.InputTransformer ? transform(event, rule, target.InputTransformer) : event;
}

function transform(event: EventEnvelope, rule: Rule, transformer: InputTransformer): unknown {
  const { "detail-type": _detailType, detail: _detail, ...rest } = event;
  const reserved: Record<string, unknown> = {
    "aws.events.rule-arn": rule.arn,
    "aws.events.rule-name": rule.name,
    "aws.events.event.ingestion-time": event.time,
    "aws.events.event": rest,
    "aws.events.event.json": event,
  };
  const variable = (name: string): unknown => {
    const path = transformer.InputPathsMap?.[name];
    return path === undefined ? reserved[name] : valueAt(event, path);
  };
  const text = fill(transformer.InputTemplate ?? "", variable);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Within a JSON string a value is written as text, elsewhere as JSON; a missing one is empty there and null here. */
function fill(template: string, variable: (name: string) => unknown): string {
  return template.replace(VARIABLE, (_, name: string, offset: number) => {
    const value = variable(name);
    if (!insideString(template, offset)) return JSON.stringify(value ?? null);
    const text = typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
    return JSON.stringify(text).slice(1, -1);
  });
}

function insideString(template: string, offset: number): boolean {
  const quotes = template.slice(0, offset).replace(/\\./g, "").match(/"/g);
  return (quotes?.length ?? 0) % 2 === 1;
}
