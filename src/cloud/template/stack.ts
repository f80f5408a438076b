import { AwsError } from "../core/error.ts";
import type { CloudContext, CreatedResource, ResourceProvider } from "../core/types.ts";
import type { StackOutcome } from "../types.ts";
import { createConditions } from "./conditions.ts";
import { dependenciesOf } from "./dependencies.ts";
import { invalidTemplate } from "./error.ts";
import { parameterValues } from "./parameters.ts";
import { createAll } from "./provision.ts";
import { NO_VALUE, resolveValue } from "./resolve.ts";
import type { ResourceDeclaration, Scope, Template } from "./types.ts";

/** What a stack is made in. */
export interface StackEnvironment {
  ctx: CloudContext;
  providers: ReadonlyMap<string, ResourceProvider>;
  /** Systems Manager's parameter store. */
  parameter(name: string): string | undefined;
}

export interface StackRequest {
  stackName: string;
  stackId: string;
  template: unknown;
  assetPath(bucket: string, key: string): string;
}

/** CDK's own usage record, which makes nothing. */
const IGNORED = new Set(["AWS::CDK::Metadata"]);

/**
 * Creates what the template describes: everything is checked before anything is made; what is independent is made at the same time; on
 * failure what was made is deleted again, in reverse. Throws AwsError with the logical ID, the type and the reason.
 */
export async function createStack(environment: StackEnvironment, request: StackRequest): Promise<StackOutcome> {
  const template = requireTemplate(request.template);
  const created = new Map<string, CreatedResource>();
  const { scope, expand } = createScope(environment, request, template, created);
  checkRules(template, scope, expand);
  const resources = activeResources(template, scope, environment.providers);
  const declared = new Set(Object.keys(template.Resources));
  const dependencies = dependenciesOf(resources, scope.parameters, scope.condition, declared);
  await createAll({ environment, request, resources, dependencies, created, scope });
  return {
    resources: Object.fromEntries([...created].map(([id, { physicalId }]) => [id, physicalId])),
    outputs: outputsOf(template, scope),
  };
}

function requireTemplate(template: unknown): Template {
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

function pseudoParameters({ ctx }: StackEnvironment, { stackName, stackId }: StackRequest): [string, unknown][] {
  return [
    ["AWS::AccountId", ctx.accountId],
    ["AWS::NoValue", NO_VALUE],
    ["AWS::NotificationARNs", []],
    ["AWS::Partition", "aws"],
    ["AWS::Region", ctx.region],
    ["AWS::StackId", stackId],
    ["AWS::StackName", stackName],
    ["AWS::URLSuffix", "amazonaws.com"],
  ];
}

function createScope(
  environment: StackEnvironment,
  request: StackRequest,
  template: Template,
  created: ReadonlyMap<string, CreatedResource>,
) {
  const values = parameterValues(template.Parameters ?? {}, environment.parameter);
  const parameters = new Map([...values, ...pseudoParameters(environment, request)]);
  const resource = (logicalId: string): CreatedResource => {
    const found = created.get(logicalId);
    if (!found)
      throw invalidTemplate(`Template error: instance of Fn::GetAtt or Ref references undefined resource ${logicalId}`);
    return found;
  };
  const scopeOf = (condition: Scope["condition"]): Scope => ({
    region: environment.ctx.region,
    parameters,
    mappings: template.Mappings ?? {},
    condition,
    resource,
  });
  const { evaluate, expand } = createConditions(template, scopeOf);
  return { scope: scopeOf(evaluate), expand };
}

/** Rules are assertions about parameters: CDK's asks for a recent bootstrap. */
function checkRules(template: Template, scope: Scope, expand: (value: unknown) => unknown): void {
  for (const { RuleCondition, Assertions } of Object.values(template.Rules ?? {})) {
    if (RuleCondition !== undefined && resolveValue(expand(RuleCondition), scope) === false) continue;
    for (const { Assert, AssertDescription } of Assertions) {
      if (resolveValue(expand(Assert), scope) !== true)
        throw invalidTemplate(AssertDescription ?? "Template rule failed");
    }
  }
}

function activeResources(template: Template, scope: Scope, providers: ReadonlyMap<string, ResourceProvider>) {
  const active: Record<string, ResourceDeclaration> = {};
  for (const [logicalId, declaration] of Object.entries(template.Resources)) {
    if (IGNORED.has(declaration.Type)) continue;
    if (!providers.has(declaration.Type)) {
      throw invalidTemplate(
        `Template format error: LocalCloud does not know the resource type ${declaration.Type} of ${logicalId}`,
      );
    }
    if (declaration.Condition === undefined || scope.condition(declaration.Condition)) active[logicalId] = declaration;
  }
  return active;
}

function outputsOf(template: Template, scope: Scope): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [name, { Value, Condition }] of Object.entries(template.Outputs ?? {})) {
    if (Condition !== undefined && !scope.condition(Condition)) continue;
    const value = resolveValue(Value, scope);
    if (typeof value === "object")
      throw new AwsError("ValidationError", `Template format error: Output ${name} is not a string`);
    outputs[name] = String(value);
  }
  return outputs;
}
