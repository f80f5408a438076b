import type { CreatedResource } from "../core/types.ts";

/** A synthesized template, as far as it is read here. */
export interface Template {
  Parameters?: Record<string, ParameterDeclaration>;
  Mappings?: Record<string, Record<string, Record<string, unknown>>>;
  Conditions?: Record<string, unknown>;
  Rules?: Record<string, RuleDeclaration>;
  Resources: Record<string, ResourceDeclaration>;
  Outputs?: Record<string, { Value: unknown; Condition?: string }>;
}

export interface ParameterDeclaration {
  Type: string;
  Default?: unknown;
  AllowedValues?: unknown[];
  AllowedPattern?: string;
}

export interface RuleDeclaration {
  RuleCondition?: unknown;
  Assertions: { Assert: unknown; AssertDescription?: string }[];
}

export interface ResourceDeclaration {
  Type: string;
  Properties?: Record<string, unknown>;
  DependsOn?: string | string[];
  Condition?: string;
}

/** What names in a template stand for. */
export interface Scope {
  region: string;
  /** Parameters and pseudo parameters. */
  parameters: ReadonlyMap<string, unknown>;
  mappings: NonNullable<Template["Mappings"]>;
  condition(name: string): boolean;
  resource(logicalId: string): CreatedResource;
}
