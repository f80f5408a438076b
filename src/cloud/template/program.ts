import type { CloudContext, CreatedResource, ResourceProvider } from "../core/types.ts";
import { createConditions } from "./conditions.ts";
import { type Dependencies, dependenciesOf } from "./dependencies.ts";
import { invalidTemplate } from "./error.ts";
import { type ParameterValue, parameterValues } from "./parameters.ts";
import { NO_VALUE, resolveValue } from "./resolve.ts";
import type { ResourceDeclaration, Scope, Template } from "./types.ts";

/** What stacks are made in. */
export interface StackEnvironment {
  ctx: CloudContext;
  providers: ReadonlyMap<string, ResourceProvider>;
  /** Systems Manager's parameter store. */
  parameter(name: string): string | undefined;
}

export interface ProgramRequest {
  stackName: string;
  stackId: string;
  template: Template;
  /** Those that were given; the others have their defaults. */
  parameters: ReadonlyMap<string, string>;
  /** The stack's resources as they are when they are asked for. */
  resource(logicalId: string): CreatedResource | undefined;
  /** What another stack exports under this name. */
  imported(name: string): unknown;
}

/** A template that was checked, with everything in it that is known before anything is made. */
export interface Program {
  template: Template;
  parameters: ReadonlyMap<string, ParameterValue>;
  /** Those whose condition holds. */
  resources: Readonly<Record<string, ResourceDeclaration>>;
  dependencies: Dependencies;
  scope: Scope;
}

/** CDK's own usage record, which makes nothing. */
const IGNORED = new Set(["AWS::CDK::Metadata"]);

/** Checks the whole template before anything is made. Throws ValidationError. */
export function prepare(environment: StackEnvironment, request: ProgramRequest): Program {
  const { template } = request;
  const parameters = parameterValues(template.Parameters ?? {}, request.parameters, environment.parameter);
  const { scope, expand } = createScope(environment, request, parameters);
  checkRules(template, scope, expand);
  const resources = activeResources(template, scope, environment.providers);
  const declared = new Set(Object.keys(template.Resources));
  const dependencies = dependenciesOf(resources, scope.parameters, scope.condition, declared);
  return { template, parameters, resources, dependencies, scope };
}

function pseudoParameters({ ctx }: StackEnvironment, { stackName, stackId }: ProgramRequest): [string, unknown][] {
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
  request: ProgramRequest,
  values: ReadonlyMap<string, ParameterValue>,
) {
  const own = [...values].map(([name, { value }]) => [name, value] as const);
  const parameters = new Map([...own, ...pseudoParameters(environment, request)]);
  const resource = (logicalId: string): CreatedResource => {
    const found = request.resource(logicalId);
    if (!found)
      throw invalidTemplate(`Template error: instance of Fn::GetAtt or Ref references undefined resource ${logicalId}`);
    return found;
  };
  const scopeOf = (condition: Scope["condition"]): Scope => ({
    region: environment.ctx.region,
    parameters,
    mappings: request.template.Mappings ?? {},
    condition,
    resource,
    imported: request.imported,
  });
  const { evaluate, expand } = createConditions(request.template, scopeOf);
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
