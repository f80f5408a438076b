import { rm } from "node:fs/promises";
import type { FunctionPort } from "../../core/ports.ts";
import type { CloudContext, Operation, Service } from "../../core/types.ts";
import { enqueue } from "./asynchronous.ts";
import { deleteFunctionConcurrency, getFunctionConcurrency, putFunctionConcurrency } from "./concurrency.ts";
import { getFunction, getFunctionConfiguration, listFunctions, updateFunctionConfiguration } from "./configuration.ts";
import {
  deleteFunctionEventInvokeConfig,
  getFunctionEventInvokeConfig,
  putFunctionEventInvokeConfig,
} from "./event-invoke-config.ts";
import { createState, type LambdaPorts, type LambdaState, requireFunction } from "./function.ts";
import { functionResource } from "./function-resource.ts";
import { lambdaFolder } from "./invocation.ts";
import { invoke } from "./invoke.ts";
import { lambdaNeeds } from "./needs.ts";
import { eventInvokeConfigResource, permissionResource } from "./other-resources.ts";
import { addPermission, getPolicy, removePermission, requirePermission } from "./policy.ts";
import { listTags, tagResource, untagResource } from "./tagging.ts";

/**
 * Lambda for Node functions that a template describes. Each execution environment is a Node process of its own with nothing of
 * this machine's environment; it ends with LocalCloud, also when that is killed. `close` leaves no process and no file.
 */
export function createLambda(ctx: CloudContext, ports: LambdaPorts): Service & FunctionPort {
  const state = createState(ctx, ports);
  return {
    signingName: "lambda",
    operations: operationsOf(state),
    needs: lambdaNeeds(ctx),
    resources: [functionResource(state), permissionResource(state), eventInvokeConfigResource(state)],
    invokeAsync(functionArn, payload, source) {
      const fn = requireFunction(state, functionArn);
      requirePermission(state, fn, source);
      enqueue(state, fn, JSON.stringify(payload));
    },
    async close() {
      const environments = [...state.functions.values()].flatMap((fn) => [...fn.environments]);
      await Promise.all(environments.map((environment) => environment.kill()));
      await rm(lambdaFolder(ctx), { recursive: true, force: true });
    },
  };
}

function operationsOf(state: LambdaState): Record<string, Operation> {
  return {
    Invoke: (input, caller) => invoke(state, input, caller.requestId),
    GetFunction: (input) => getFunction(state, input),
    GetFunctionConfiguration: (input) => getFunctionConfiguration(state, input),
    ListFunctions: (input) => listFunctions(state, input),
    UpdateFunctionConfiguration: (input) => updateFunctionConfiguration(state, input),
    AddPermission: (input) => addPermission(state, input),
    RemovePermission: (input) => removePermission(state, input),
    GetPolicy: (input) => getPolicy(state, input),
    PutFunctionEventInvokeConfig: (input) => putFunctionEventInvokeConfig(state, input),
    GetFunctionEventInvokeConfig: (input) => getFunctionEventInvokeConfig(state, input),
    DeleteFunctionEventInvokeConfig: (input) => deleteFunctionEventInvokeConfig(state, input),
    PutFunctionConcurrency: (input) => putFunctionConcurrency(state, input),
    GetFunctionConcurrency: (input) => getFunctionConcurrency(state, input),
    DeleteFunctionConcurrency: (input) => deleteFunctionConcurrency(state, input),
    TagResource: (input) => tagResource(state, input),
    UntagResource: (input) => untagResource(state, input),
    ListTags: (input) => listTags(state, input),
  };
}
