import type { AddPermissionRequest, PutFunctionEventInvokeConfigRequest } from "@aws-sdk/client-lambda";
import { generatedName } from "../../core/ids.ts";
import type { ResourceProvider } from "../../core/types.ts";
import { deleteFunctionEventInvokeConfig, putFunctionEventInvokeConfig } from "./event-invoke-config.ts";
import type { LambdaState } from "./function.ts";
import { addPermission, removePermission } from "./policy.ts";

/** `AWS::Lambda::Permission`; its Ref is the statement's ID. */
export function permissionResource(state: LambdaState): ResourceProvider {
  const functionOf = new Map<string, string>();
  return {
    type: "AWS::Lambda::Permission",
    async create(properties: Omit<AddPermissionRequest, "StatementId"> & { FunctionName: string }, resource) {
      const id = generatedName(resource.stackName, resource.logicalId, 100);
      addPermission(state, { ...properties, StatementId: id });
      functionOf.set(id, properties.FunctionName);
      return { physicalId: id, attributes: { Id: id } };
    },
    async delete(id) {
      const FunctionName = functionOf.get(id);
      if (FunctionName === undefined || !functionOf.delete(id)) return;
      removePermission(state, { FunctionName, StatementId: id });
    },
  };
}

/** `AWS::Lambda::EventInvokeConfig`; numbers may come as text. */
export function eventInvokeConfigResource(state: LambdaState): ResourceProvider {
  const functionOf = new Map<string, string>();
  function put(properties: PutFunctionEventInvokeConfigRequest): void {
    const { MaximumRetryAttempts: retries, MaximumEventAgeInSeconds: age } = properties;
    putFunctionEventInvokeConfig(state, {
      ...properties,
      ...(retries !== undefined && { MaximumRetryAttempts: Number(retries) }),
      ...(age !== undefined && { MaximumEventAgeInSeconds: Number(age) }),
    });
  }
  return {
    type: "AWS::Lambda::EventInvokeConfig",
    replaces: ["FunctionName", "Qualifier"],
    async create(properties: PutFunctionEventInvokeConfigRequest & { FunctionName: string }, resource) {
      put(properties);
      const id = generatedName(resource.stackName, resource.logicalId, 100);
      functionOf.set(id, properties.FunctionName);
      return { physicalId: id, attributes: {} };
    },
    async update(_id, properties) {
      put(properties);
      return {};
    },
    async delete(id) {
      const FunctionName = functionOf.get(id);
      if (FunctionName === undefined || !functionOf.delete(id)) return;
      deleteFunctionEventInvokeConfig(state, { FunctionName });
    },
  };
}
