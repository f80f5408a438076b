import type {
  DeleteFunctionEventInvokeConfigRequest,
  FunctionEventInvokeConfig,
  GetFunctionEventInvokeConfigRequest,
  PutFunctionEventInvokeConfigRequest,
} from "@aws-sdk/client-lambda";
import { AwsError } from "../../core/error.ts";
import { constrain } from "../shared/constraint.ts";
import { requireDestinations } from "./execution-role.ts";
import { type LambdaFunction, type LambdaState, requireFunction } from "./function.ts";

export function putFunctionEventInvokeConfig(
  state: LambdaState,
  input: PutFunctionEventInvokeConfigRequest,
): FunctionEventInvokeConfig {
  const fn = requireFunction(state, input.FunctionName, input.Qualifier);
  constrain(input, { MaximumRetryAttempts: { min: 0, max: 2 }, MaximumEventAgeInSeconds: { min: 60, max: 21_600 } });
  const { OnSuccess, OnFailure } = input.DestinationConfig ?? {};
  requireDestinations(state, fn, [OnSuccess?.Destination, OnFailure?.Destination]);
  fn.asyncSettings = {
    maximumRetryAttempts: input.MaximumRetryAttempts,
    maximumEventAgeSeconds: input.MaximumEventAgeInSeconds,
    onSuccess: OnSuccess?.Destination,
    onFailure: OnFailure?.Destination,
    modified: new Date(state.ctx.now()),
  };
  return shown(fn);
}

export function getFunctionEventInvokeConfig(
  state: LambdaState,
  input: GetFunctionEventInvokeConfigRequest,
): FunctionEventInvokeConfig {
  return shown(requireFunction(state, input.FunctionName, input.Qualifier));
}

export function deleteFunctionEventInvokeConfig(
  state: LambdaState,
  input: DeleteFunctionEventInvokeConfigRequest,
): void {
  const fn = requireFunction(state, input.FunctionName, input.Qualifier);
  shown(fn);
  fn.asyncSettings = undefined;
}

function shown(fn: LambdaFunction): FunctionEventInvokeConfig {
  const { asyncSettings: settings } = fn;
  if (!settings) {
    const text = `The function ${fn.arn}:$LATEST doesn't have an EventInvokeConfig`;
    throw new AwsError("ResourceNotFoundException", text, 404, { Type: "User" });
  }
  return {
    FunctionArn: `${fn.arn}:$LATEST`,
    LastModified: settings.modified,
    DestinationConfig: {
      OnSuccess: settings.onSuccess ? { Destination: settings.onSuccess } : {},
      OnFailure: settings.onFailure ? { Destination: settings.onFailure } : {},
    },
    ...(settings.maximumRetryAttempts !== undefined && { MaximumRetryAttempts: settings.maximumRetryAttempts }),
    ...(settings.maximumEventAgeSeconds !== undefined && { MaximumEventAgeInSeconds: settings.maximumEventAgeSeconds }),
  };
}
