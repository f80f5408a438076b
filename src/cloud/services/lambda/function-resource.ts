import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import type { LoggingConfig } from "@aws-sdk/client-lambda";
import { passRole } from "../../core/access.ts";
import { AwsError } from "../../core/error.ts";
import { generatedName } from "../../core/ids.ts";
import type { ResourceProvider } from "../../core/types.ts";
import { constrain } from "../shared/constraint.ts";
import { fromTagList, type Tag } from "../shared/tags.ts";
import { type CodeProperties, installCode, taskRootOf } from "./code.ts";
import { renew, SETTINGS } from "./configuration.ts";
import { requireAssumable, requireDestinations } from "./execution-role.ts";
import {
  type FunctionSettings,
  functionArn,
  type LambdaFunction,
  type LambdaState,
  requireFunction,
} from "./function.ts";
import { LAMBDA } from "./needs.ts";

/** `AWS::Lambda::Function`. Numbers may come as text, as everywhere in a template. */
interface FunctionProperties {
  FunctionName?: string;
  Runtime?: string;
  Handler?: string;
  Role?: string;
  Description?: string;
  Code?: CodeProperties;
  Timeout?: number | string;
  MemorySize?: number | string;
  Environment?: { Variables?: Record<string, unknown> };
  DeadLetterConfig?: { TargetArn?: string };
  ReservedConcurrentExecutions?: number | string;
  LoggingConfig?: LoggingConfig;
  Tags?: Tag[];
}

export function functionResource(state: LambdaState): ResourceProvider {
  return {
    type: "AWS::Lambda::Function",
    replaces: ["FunctionName", "PackageType"],
    passes: ({ Role }: FunctionProperties) => (Role ? [passRole(Role, LAMBDA)] : []),
    async create(properties: FunctionProperties, resource) {
      const name = properties.FunctionName ?? generatedName(resource.stackName, resource.logicalId, 64);
      const settings = settingsOf(name, properties);
      if (state.functions.has(name)) {
        throw new AwsError("ResourceConflictException", `Function already exist: ${name}`, 409, { Type: "User" });
      }
      requireAssumable(state, { name, settings });
      requireDestinations(state, { name, settings }, [settings.deadLetterArn]);
      const taskRoot = taskRootOf(state.ctx, name);
      const code = await installCode(state, taskRoot, properties.Code ?? {});
      const fn: LambdaFunction = {
        name,
        arn: functionArn(state.ctx, name),
        settings,
        taskRoot,
        code,
        modified: new Date(state.ctx.now()),
        revisionId: randomUUID(),
        policy: [],
        asyncSettings: undefined,
        reservedConcurrency: numberOf(properties.ReservedConcurrentExecutions),
        environments: new Set(),
      };
      state.functions.set(name, fn);
      state.tags.add(fn.arn, { ...resource.tags, ...fromTagList(properties.Tags) });
      return { physicalId: name, attributes: { Arn: fn.arn } };
    },
    async update(name, properties: FunctionProperties, resource, before: FunctionProperties) {
      const fn = requireFunction(state, name);
      const settings = settingsOf(name, properties);
      requireAssumable(state, { name, settings });
      requireDestinations(state, { name, settings }, [settings.deadLetterArn]);
      if (!isDeepStrictEqual(properties.Code, before.Code)) {
        fn.code = await installCode(state, fn.taskRoot, properties.Code ?? {});
      }
      fn.settings = settings;
      fn.reservedConcurrency = numberOf(properties.ReservedConcurrentExecutions);
      state.tags.set(fn.arn, { ...resource.tags, ...fromTagList(properties.Tags) });
      renew(state, fn);
      return {};
    },
    async delete(name) {
      const fn = state.functions.get(name);
      if (!fn) return;
      state.functions.delete(name);
      state.tags.drop(fn.arn);
      await Promise.all([...fn.environments].map((environment) => environment.kill()));
      await rm(fn.taskRoot, { recursive: true, force: true });
    },
  };
}

const numberOf = (value: number | string | undefined): number | undefined =>
  value === undefined ? undefined : Number(value);

function settingsOf(name: string, properties: FunctionProperties): FunctionSettings {
  const { Runtime = "", Handler = "", Role = "", Description = "" } = properties;
  const timeoutSeconds = numberOf(properties.Timeout) ?? 3;
  const memoryMb = numberOf(properties.MemorySize) ?? 128;
  constrain({ Timeout: timeoutSeconds, MemorySize: memoryMb, Description, Handler }, SETTINGS);
  if (!/^nodejs\d+\.x$/.test(Runtime)) {
    throw new AwsError(
      "InvalidParameterValueException",
      `LocalCloud runs Node functions only, not the runtime ${Runtime} of ${name}`,
    );
  }
  return {
    runtime: Runtime,
    handler: Handler,
    role: Role,
    description: Description,
    timeoutSeconds,
    memoryMb,
    variables: texts(properties.Environment?.Variables ?? {}),
    deadLetterArn: properties.DeadLetterConfig?.TargetArn,
    logging: { LogFormat: "Text", LogGroup: `/aws/lambda/${name}`, ...properties.LoggingConfig },
  };
}

/** CloudFormation writes numbers and booleans as text. */
const texts = (variables: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)]));
