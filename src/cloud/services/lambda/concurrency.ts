import type {
  Concurrency,
  DeleteFunctionConcurrencyRequest,
  GetFunctionConcurrencyRequest,
  GetFunctionConcurrencyResponse,
  PutFunctionConcurrencyRequest,
} from "@aws-sdk/client-lambda";
import { constrain } from "../shared/constraint.ts";
import { type LambdaState, requireFunction } from "./function.ts";

/** 0 throttles every invocation. */
export function putFunctionConcurrency(state: LambdaState, input: PutFunctionConcurrencyRequest): Concurrency {
  const fn = requireFunction(state, input.FunctionName);
  constrain(input, { ReservedConcurrentExecutions: { required: true, min: 0 } });
  fn.reservedConcurrency = input.ReservedConcurrentExecutions;
  return { ReservedConcurrentExecutions: fn.reservedConcurrency };
}

export function getFunctionConcurrency(
  state: LambdaState,
  input: GetFunctionConcurrencyRequest,
): GetFunctionConcurrencyResponse {
  return { ReservedConcurrentExecutions: requireFunction(state, input.FunctionName).reservedConcurrency };
}

export function deleteFunctionConcurrency(state: LambdaState, input: DeleteFunctionConcurrencyRequest): void {
  requireFunction(state, input.FunctionName).reservedConcurrency = undefined;
}
