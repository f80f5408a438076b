import type { CreatedResource } from "../core/types.ts";

/** A template, as far as it is read here. */
export interface Template {
  Description?: string;
  Metadata?: unknown;
  Parameters?: Record<string, ParameterDeclaration>;
  Mappings?: Record<string, Record<string, Record<string, unknown>>>;
  Conditions?: Record<string, unknown>;
  Rules?: Record<string, RuleDeclaration>;
  Resources: Record<string, ResourceDeclaration>;
  Outputs?: Record<string, OutputDeclaration>;
}

export interface ParameterDeclaration {
  Type: string;
  Default?: unknown;
  AllowedValues?: unknown[];
  AllowedPattern?: string;
  Description?: string;
  NoEcho?: boolean | string;
}

export interface RuleDeclaration {
  RuleCondition?: unknown;
  Assertions: { Assert: unknown; AssertDescription?: string }[];
}

/** What becomes of a resource that the stack has no more use for. */
export type DeletionPolicy = "Delete" | "Retain" | "RetainExceptOnCreate" | "Snapshot";

export interface ResourceDeclaration {
  Type: string;
  Properties?: Record<string, unknown>;
  DependsOn?: string | string[];
  Condition?: string;
  Metadata?: unknown;
  DeletionPolicy?: DeletionPolicy;
  UpdateReplacePolicy?: DeletionPolicy;
}

export interface OutputDeclaration {
  Value: unknown;
  Condition?: string;
  Description?: string;
  Export?: { Name: unknown };
}

/** What names in a template stand for. */
export interface Scope {
  region: string;
  /** Parameters and pseudo parameters. */
  parameters: ReadonlyMap<string, unknown>;
  mappings: NonNullable<Template["Mappings"]>;
  condition(name: string): boolean;
  resource(logicalId: string): CreatedResource;
  /** What another stack exports under this name. */
  imported(name: string): unknown;
}
