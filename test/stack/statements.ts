import { expect } from "vitest";

export interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
}

/** A statement in one line; ARNs without their partition, region and account. */
export function summary({ Effect, Action, Resource, Condition }: Statement): string {
  expect(Effect).toBe("Allow");
  const condition = Condition ? ` if ${JSON.stringify(resolved(Condition))}` : "";
  return `${[Action].flat().join(" ")} on ${[Resource].flat().map(resolved).join(", ")}${condition}`;
}

function resolved(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const { Ref, "Fn::GetAtt": attribute, "Fn::Join": join, "Fn::Sub": text } = value as Record<string, unknown>;
  if (text) return text;
  if (Ref) return String(Ref).startsWith("AWS::") ? "" : Ref;
  if (Array.isArray(attribute)) return attribute.join(".");
  if (Array.isArray(join))
    return (join[1] as unknown[])
      .map(resolved)
      .join("")
      .replace(/^arn::(ec2|events):::/, "");
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner)]));
}
