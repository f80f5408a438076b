import { randomUUID } from "node:crypto";
import type {
  FunctionConfiguration,
  GetFunctionConfigurationRequest,
  GetFunctionRequest,
  GetFunctionResponse,
  ListFunctionsRequest,
  ListFunctionsResponse,
  UpdateFunctionConfigurationRequest,
} from "@aws-sdk/client-lambda";
import { AwsError } from "../../core/error.ts";
import { constrain } from "../shared/constraint.ts";
import { page } from "../shared/page.ts";
import { configuration, type LambdaFunction, type LambdaState, requireFunction } from "./function.ts";

export function getFunction(state: LambdaState, input: GetFunctionRequest): GetFunctionResponse {
  const fn = requireFunction(state, input.FunctionName, input.Qualifier);
  const tags = state.tags.of(fn.arn);
  return {
    Configuration: configuration(fn),
    Code: { RepositoryType: "S3", Location: `file://${fn.taskRoot}` },
    ...(Object.keys(tags).length > 0 && { Tags: tags }),
    ...(fn.reservedConcurrency !== undefined && {
      Concurrency: { ReservedConcurrentExecutions: fn.reservedConcurrency },
    }),
  };
}

export function getFunctionConfiguration(
  state: LambdaState,
  input: GetFunctionConfigurationRequest,
): FunctionConfiguration {
  return configuration(requireFunction(state, input.FunctionName, input.Qualifier));
}

export function listFunctions(state: LambdaState, input: ListFunctionsRequest): ListFunctionsResponse {
  const functions = [...state.functions.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const invalid = () => new AwsError("InvalidParameterValueException", "Invalid Marker");
  const { items, nextToken } = page(functions, input.Marker, Math.min(input.MaxItems ?? 50, 50), invalid);
  return { Functions: items.map(configuration), ...(nextToken !== undefined && { NextMarker: nextToken }) };
}

/** What one may ask of a function's settings; CloudFormation is held to the same. */
export const SETTINGS = {
  Timeout: { min: 1, max: 900 },
  MemorySize: { min: 128, max: 10_240 },
  Description: { maxLength: 256 },
  Handler: { maxLength: 128, pattern: "[^\\s]+" },
};

export function updateFunctionConfiguration(
  state: LambdaState,
  input: UpdateFunctionConfigurationRequest,
): FunctionConfiguration {
  const fn = requireFunction(state, input.FunctionName);
  constrain(input, SETTINGS);
  const { settings } = fn;
  fn.settings = {
    ...settings,
    description: input.Description ?? settings.description,
    handler: input.Handler ?? settings.handler,
    role: input.Role ?? settings.role,
    timeoutSeconds: input.Timeout ?? settings.timeoutSeconds,
    memoryMb: input.MemorySize ?? settings.memoryMb,
    variables: input.Environment?.Variables ?? settings.variables,
    deadLetterArn: input.DeadLetterConfig ? input.DeadLetterConfig.TargetArn || undefined : settings.deadLetterArn,
    logging: { ...settings.logging, ...input.LoggingConfig },
  };
  renew(state, fn);
  return configuration(fn);
}

/** What is new reaches new environments only: idle ones end now, busy ones after their invocation. */
export function renew({ ctx }: LambdaState, fn: LambdaFunction): void {
  fn.modified = new Date(ctx.now());
  fn.revisionId = randomUUID();
  for (const environment of fn.environments) {
    environment.retired = true;
    if (environment.busy) continue;
    fn.environments.delete(environment);
    void environment.kill();
  }
}
